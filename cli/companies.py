"""`companies list` and `companies show`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.options import as_json, lines_of, paged
from cli.showing import phone, say, say_json, say_json_array, sheet, table
from cli.trouble import CannotStart, Trouble

if TYPE_CHECKING:
    from storage.certificates import Certificate
    from storage.companies import Company, CompanyLine
    from storage.members import Member
    from storage.transaction import Transaction

HEADS = ("NO", "NUMBER", "CERTIFICATE", "MEMBERS", "REPRESENTATIVE", "NAME")
AFTER_ADDRESS = (
    "email",
    "homepage",
    "corporate_number",
    "trade_licence",
    "business_type",
    "business_item",
    "enterprise_kind",
    "innobiz",
    "venture",
    "classification",
    "foreign_invested",
    "main_product",
    "trade_role",
    "source",
    "created_at",
    "updated_at",
)


@click.group(no_args_is_help=True)
def companies() -> None:
    """What is stored of companies.

    Needs the database (DATABASE_URL) and its key (DATA_KEY).
    """


@companies.command("list")
@as_json
@paged
def list_companies(as_json: bool, after: int, limit: int | None) -> None:
    """List companies in the order they came, representatives masked.

    \b
    Examples:
      python main.py companies list
      python main.py companies list --after 200 --limit 50
      python main.py companies list --json

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from cli.door import opened
    from storage.companies import listing

    with opened("companies") as database:
        found = lines_of(lambda last, most: database.read(lambda tx: listing(tx, last, most)), after, limit)
        if as_json:
            say_json_array(line_json(line) for line in found)
        else:
            say(table(HEADS, (_row(line) for line in found)))


@companies.command()
@click.argument("number", nargs=-1, required=True, metavar="NUMBER")
@as_json
def show(number: tuple[str, ...], as_json: bool) -> None:
    """Show the company with this business registration number, its members and certificates.

    Spaces and hyphens do not matter. The look at its members is written to the access log under your user name.

    \b
    Examples:
      python main.py companies show 123-86-01233
      python main.py companies show 1238601233 --json

    Exit codes: 0 shown, 1 no such company or no database, 2 settings, or not a number of ten digits.
    """
    from cli.door import opened

    digits = ten_digits(" ".join(number))
    with opened("companies") as database:
        found = database.write(lambda tx: _look_at(tx, digits)).result()
    if found is None:
        raise Trouble(f"No company with the number {_shown(digits)} is registered.")
    if as_json:
        say_json(found)
    else:
        say(sheet(_in_words(found)))


def line_json(line: CompanyLine) -> dict[str, Any]:
    """A company of a list, its representative masked."""
    from membership.masking import mask_name

    return {
        "id": line.id,
        "business_number": line.business_number,
        "name": line.name,
        "representative": mask_name(line.representative),
        "certificate": line.certificate,
        "members": line.members,
    }


def company_json(company: Company, members: list[Member], certificates: list[Certificate]) -> dict[str, Any]:
    """A company whole, as `companies show --json` prints it; telephones in national form and as E.164."""
    return {
        "business_number": company.business_number,
        "name": company.name,
        "name_en": company.name_en,
        "representative": company.representative,
        "representative_en": company.representative_en,
        "certificate": company.certificate,
        "members": [{"login_id": member.login_id, "grade": member.grade.value} for member in members],
        "phone": phone(company.telephone),
        "phone_e164": company.telephone,
        "fax": phone(company.fax),
        "fax_e164": company.fax,
        "address": " ".join(filter(None, (company.postcode, company.address_base, company.address_detail))),
        "postcode": company.postcode,
        "address_base": company.address_base,
        "address_detail": company.address_detail,
        "address_en": company.address_en,
        **{name: getattr(company, name) for name in AFTER_ADDRESS},
        "certificates": [_certificate_json(one) for one in certificates],
    }


def _certificate_json(one: Certificate) -> dict[str, Any]:
    names = ("way", "status", "received_at", "media_type", "file_name", "size", "sha256")
    return {name: getattr(one, name) for name in names}


def _look_at(tx: Transaction, digits: str) -> dict[str, Any] | None:
    from cli.access import note_look
    from storage import certificates
    from storage.companies import by_number, members_of

    company = by_number(tx, digits)
    if company is None:
        return None
    members = members_of(tx, company.id)
    for member in members:
        note_look(tx, "companies show", member.id)
    return company_json(company, members, certificates.of_company(tx, company.id))


def ten_digits(text: str) -> str:
    """The digits of a business registration number as it is typed; exits with 2 where there are not ten."""
    from membership.reading.digits import digits_only
    from membership.reading.tidy import plain_digits, tidy

    digits = digits_only(plain_digits(tidy(text)))
    if len(digits) != 10:
        raise CannotStart(f"A business registration number has 10 digits, like 123-86-01233; {text} has {len(digits)}.")
    return digits


def _shown(digits: str) -> str:
    from membership.reading.numbers import show_business_number

    return show_business_number(digits)


def _row(line: CompanyLine) -> tuple[object, ...]:
    shown = line_json(line)
    number = _shown(line.business_number)
    return (line.id, number, line.certificate, line.members, shown["representative"], line.name)


_LEFT_OUT = frozenset({"members", "certificates", "postcode", "address_base", "address_detail"})


def _in_words(facts: dict[str, Any]) -> list[tuple[str, object]]:
    """The same for people: lists in lines of their own, nothing twice, nothing that is not known."""
    known = {name: fact for name, fact in facts.items() if fact is not None and not name.endswith("_e164")}
    known["business_number"] = _shown(facts["business_number"])
    said = [(name, fact) for name, fact in known.items() if name not in _LEFT_OUT]
    said += [("member", f"{one['login_id']} ({one['grade']})") for one in facts["members"]]
    return said + [("certificate file", _certificate_in_words(one)) for one in facts["certificates"]]


def _certificate_in_words(one: dict[str, Any]) -> str:
    from cli.showing import cell

    size = f", {one['size'] / 1000:,.0f} kB" if one["size"] else ""
    return f"{one['way']}, {one['status']}, {cell(one['received_at'])}{size}"
