"""What staff do about companies: certificates, a MASTER to appoint, MASTERs nobody reaches, who waits longest."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from cli.access import note_look, user_name
from cli.companies import companies, ten_digits
from cli.options import as_json
from cli.showing import say, say_json, table
from cli.trouble import Trouble

if TYPE_CHECKING:
    from storage.certificates import AwaitedCheck, Checked
    from storage.companies import Company
    from storage.oversight import UnreachableMaster
    from storage.transaction import Transaction
    from storage.waiting import LongWaiting

CHANNEL = "command line"


@companies.group(no_args_is_help=True)
def certificates() -> None:
    """Business registration certificates that await a check."""


@certificates.command("list")
@as_json
def list_awaited(as_json: bool) -> None:
    """List the companies whose certificate nobody has decided on, longest known first.

    Example:  python main.py companies certificates list

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from storage.certificates import awaited

    _show(as_json, ("NUMBER", "NAME", "WAY", "RECEIVED"), _read(lambda tx: [_awaited(one) for one in awaited(tx)]))


@certificates.command()
@click.argument("number")
def confirm(number: str) -> None:
    """Confirm a company's certificate: its MASTER may approve others from now on, and is told.

    Example:  python main.py companies certificates confirm 600-03-01232

    Exit codes: 0 confirmed, 1 nothing to confirm, 2 settings or not a number.
    """
    from storage.certificates import confirm_company

    _decided(number, lambda tx, company: confirm_company(tx, company.id, user_name(), CHANNEL), "confirmed")


@certificates.command()
@click.argument("number")
@click.option("--reason", required=True, help="Told to the members of the company.")
def reject(number: str, reason: str) -> None:
    """Reject a company's certificate: its members' relations end, and they are told the reason.

    Example:  python main.py companies certificates reject 600-03-01232 --reason "다른 기업의 등록증입니다"

    Exit codes: 0 rejected, 1 nothing to reject, 2 settings or not a number.
    """
    from storage.certificates import reject_company

    _decided(number, lambda tx, company: reject_company(tx, company.id, user_name(), reason, CHANNEL), "rejected")


@companies.command("appoint-master")
@click.argument("number")
@click.argument("login_id")
def appoint_master(number: str, login_id: str) -> None:
    """Make a member of a company its MASTER; a MASTER who is there becomes regular. Both are told.

    Example:  python main.py companies appoint-master 123-86-01233 hong2026

    Exit codes: 0 appointed, 1 no such company or member, or MASTER already, 2 settings or not a number.
    """
    from storage import masters, members

    def appoint(tx: Transaction) -> bool:
        company, member = _company(tx, number), members.by_login_id(tx, login_id)
        if member is None or member.company_id != company.id:
            raise Trouble(f"{login_id} is no member of this company.")
        return masters.appoint(tx, company.id, member.id, user_name(), CHANNEL)

    if not _write(appoint):
        raise Trouble(f"{login_id} is MASTER of this company already.")
    say([f"{login_id} is MASTER now."])


@companies.command()
@as_json
def unreachable(as_json: bool) -> None:
    """List the MASTERs whom no chat reaches, those with the most associates waiting first.

    The look at each is written to the access log under your user name.

    Example:  python main.py companies unreachable

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from storage.masters import unreachable as found

    rows = _write(
        lambda tx: [
            {**_person(one), "waiting": one.waiting, "since": one.since.isoformat() if one.since else None}
            for one in _noted(tx, "companies unreachable", found(tx))
        ]
    )
    _show(as_json, ("NUMBER", "COMPANY", "ID", "NAME", "WAITING", "UNREACHABLE SINCE"), rows)


@companies.command()
@as_json
def waiting(as_json: bool) -> None:
    """List the associates of all companies who wait longest for their MASTER.

    The look at each is written to the access log under your user name.

    Example:  python main.py companies waiting --json

    Exit codes: 0 listed, 1 the database cannot be read, 2 settings.
    """
    from storage.waiting import oldest_waiting

    rows = _write(
        lambda tx: [
            {**_person(one), "since": one.since.isoformat()}
            for one in _noted(tx, "companies waiting", oldest_waiting(tx))
        ]
    )
    _show(as_json, ("NUMBER", "COMPANY", "ID", "NAME", "WAITING SINCE"), rows)


Seen = TypeVar("Seen", "LongWaiting", "UnreachableMaster")


def _noted(tx: Transaction, action: str, found: list[Seen]) -> list[Seen]:
    for one in found:
        note_look(tx, action, one.member_id)
    return found


def _person(one: LongWaiting | UnreachableMaster) -> dict[str, Any]:
    from membership.masking import mask_name

    return {
        "business_number": one.business_number,
        "company": one.company,
        "login_id": one.login_id,
        "name": mask_name(one.name),
    }


def _awaited(one: AwaitedCheck) -> dict[str, Any]:
    certificate = one.certificate
    return {
        "business_number": one.company.business_number,
        "name": one.company.name,
        "way": certificate.way if certificate else None,
        "received_at": certificate.received_at.isoformat() if certificate else None,
    }


def _decided(number: str, decide: Callable[[Transaction, Company], Checked], told: str) -> None:
    from storage.certificates import Checked

    outcome = _write(lambda tx: decide(tx, _company(tx, number)))
    if outcome is not Checked.DONE:
        raise Trouble(f"Nothing was changed: {outcome.value.replace('_', ' ')}.")
    say([f"The certificate is {told}."])


def _company(tx: Transaction, number: str) -> Company:
    from storage.companies import by_number

    company = by_number(tx, ten_digits(number))
    if company is None:
        raise Trouble(f"No company with the number {number} is registered.")
    return company


def _read(work: Callable[[Transaction], Any]) -> Any:
    from cli.door import opened

    with opened("companies") as database:
        return database.read(work)


def _write(work: Callable[[Transaction], Any]) -> Any:
    from cli.door import opened

    with opened("companies") as database:
        return database.write(work).result()


def _show(as_json: bool, heads: tuple[str, ...], rows: list[dict[str, Any]]) -> None:
    if as_json:
        say_json(rows)
    else:
        say(table(heads, (list(row.values()) for row in rows)))
