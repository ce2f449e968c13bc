"""`members list` and `members show`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from cli.options import as_json, lines_of, paged
from cli.showing import phone, say, say_json, say_json_array, sheet, table
from cli.trouble import Trouble

if TYPE_CHECKING:
    from storage.members import MemberLine, Profile
    from storage.transaction import Transaction

HEADS = ("NO", "ID", "NAME", "GRADE", "JOINED", "COMPANY")


@click.group(no_args_is_help=True)
def members() -> None:
    """What is stored of members.

    Needs the database (DATABASE_URL) and its key (DATA_KEY).
    """


@members.command("list")
@as_json
@paged
def list_members(as_json: bool, after: int, limit: int | None) -> None:
    """List members in the order they came, names masked.

    \b
    Examples:
      python main.py members list
      python main.py members list --after 200 --limit 50
      python main.py members list --json

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from cli.door import opened
    from storage.members import listing

    with opened("members") as database:
        found = lines_of(lambda last, most: database.read(lambda tx: listing(tx, last, most)), after, limit)
        if as_json:
            say_json_array(line_json(line) for line in found)
        else:
            say(table(HEADS, (_row(line) for line in found)))


@members.command()
@click.argument("login_id", metavar="ID")
@as_json
def show(login_id: str, as_json: bool) -> None:
    """Show everything that is stored of the member with this ID, in whatever case it is typed.

    The look is written to the access log under your user name. The password's hash is not shown.

    \b
    Examples:
      python main.py members show hongkildong
      python main.py members show hongkildong --json

    Exit codes: 0 shown, 1 no such member or no database, 2 settings.
    """
    from cli.door import opened

    wanted = login_id.strip().encode("utf-8", "replace").decode()
    with opened("members") as database:
        profile = database.write(lambda tx: _look_at(tx, wanted)).result()
    if profile is None:
        raise Trouble(f"No member has the ID {wanted}.")
    facts = profile_json(profile)
    if as_json:
        say_json(facts)
    else:
        say(sheet(_in_words(facts)))


def line_json(line: MemberLine) -> dict[str, Any]:
    """A member of a list, the name masked."""
    from membership.masking import mask_name

    return {
        "id": line.id,
        "login_id": line.login_id,
        "name": mask_name(line.name),
        "grade": line.grade.value,
        "company": line.company,
        "created_at": line.created_at,
    }


def profile_json(profile: Profile) -> dict[str, Any]:
    """A member whole, as `members show --json` prints it; telephones in national form and as E.164."""
    member = profile.member
    return {
        "login_id": member.login_id,
        "grade": profile.grade.value,
        "name": member.name,
        "name_en": member.name_en,
        **_numbers_json({"phone": member.telephone, "mobile": member.mobile, "fax": member.fax}),
        "email": member.email,
        "department": member.department,
        "position": member.position,
        "address": " ".join(filter(None, (member.postcode, member.address_base, member.address_detail))),
        "postcode": member.postcode,
        "address_base": member.address_base,
        "address_detail": member.address_detail,
        "address_en": member.address_en,
        "products": [{"name_ko": one.name_ko, "name_en": one.name_en, "code": one.code} for one in profile.products],
        "regions": profile.regions,
        "company": _company_json(profile),
        "consents": _consents_json(profile),
        "identity": {"method": member.identity_method, "verified_at": member.identity_verified_at},
        "chats": [{"channel": one.channel, "chat": one.chat, "linked_at": one.linked_at} for one in profile.chats],
        "language": member.language,
        "created_via": member.created_via,
        "created_at": member.created_at,
        "updated_at": member.updated_at,
    }


def _numbers_json(numbers: Mapping[str, str | None]) -> dict[str, str | None]:
    told: dict[str, str | None] = {}
    for name, number in numbers.items():
        told |= {name: phone(number), f"{name}_e164": number}
    return told


def _company_json(profile: Profile) -> dict[str, str] | None:
    company = profile.company
    return {"business_number": company.business_number, "name": company.name} if company else None


def _consents_json(profile: Profile) -> list[dict[str, Any]]:
    names = ("kind", "version", "language", "answer", "answered_at", "channel")
    return [{name: getattr(consent, name) for name in names} for consent in profile.consents]


def _look_at(tx: Transaction, login_id: str) -> Profile | None:
    from cli.access import note_look
    from storage.members import by_login_id, profile

    member = by_login_id(tx, login_id)
    if member is None:
        return None
    note_look(tx, "members show", member.id)
    return profile(tx, member.id)


def _row(line: MemberLine) -> tuple[object, ...]:
    shown = line_json(line)
    joined = line.created_at.astimezone().date()
    return (shown["id"], shown["login_id"], shown["name"], shown["grade"], joined, shown["company"])


def _in_words(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """The same for people: lists in lines of their own, nothing twice."""
    from membership.reading.numbers import show_business_number

    plain = [name for name in facts if isinstance(facts[name], str) and not name.endswith("_e164")]
    said: list[tuple[str, object]] = [(name, facts[name]) for name in plain if name not in _PARTS]
    company = facts["company"]
    if company:
        said.append(("company", f"{company['name']} ({show_business_number(company['business_number'])})"))
    said += [("product", " / ".join(filter(None, one.values()))) for one in facts["products"]]
    said += [("region", one) for one in facts["regions"]]
    said += [("consent", _consent_in_words(one)) for one in facts["consents"]]
    said += [("chat", f"{one['channel']} {one['chat']}") for one in facts["chats"]]
    return [*said, ("identity", facts["identity"]["method"]), ("created", facts["created_at"])]


_PARTS = frozenset({"postcode", "address_base", "address_detail"})


def _consent_in_words(consent: dict[str, Any]) -> str:
    from cli.showing import cell

    answer = "yes" if consent["answer"] else "no"
    read = f"{consent['version']} {consent['language']}"
    return f"{consent['kind']}: {answer}, {cell(consent['answered_at'])}, {consent['channel']}, text {read}"
