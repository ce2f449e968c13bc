"""The staff's chat: certificates that await a check come here, and are confirmed, or rejected with a reason."""

from __future__ import annotations

import re

from conversations.actions import amend, press_of, rows_of
from conversations.catalogue import DEFAULT_LANGUAGE, Html, texts
from conversations.events import Chat, Event, Kind
from conversations.flows.address import show_address
from conversations.says import Button, Note, Rows
from conversations.talk import Talk, in_words, moment_in_words
from membership.masking import mask_login_id
from membership.reading.numbers import show_business_number
from storage import certificates, companies, company_status, members
from storage.certificates import Certificate, Checked
from storage.companies import Company
from storage.transaction import Transaction

REASONS = ("unreadable", "other_company", "closed")
LONGEST_REASON = 200
_NUMBER = re.compile(r"#(\d{1,18})")
_TEXT = texts(DEFAULT_LANGUAGE)


def takes(talk: Talk) -> bool:
    """Takes what happens in the staff's chat: a press under a certificate, or a reply to it; False for all else."""
    if talk.chat != talk.around.staff:
        return False
    if talk.event.kind is Kind.PRESS and talk.event.press.startswith("!certificate"):
        _take_press(talk)
    elif talk.event.kind is Kind.TEXT and (number := _certificate_of(talk.event)):
        _reply(talk, number)
    else:
        return False
    talk.stays = True
    return True


def _take_press(talk: Talk) -> None:
    name, _, subject = talk.event.press.removeprefix("!certificate_").partition(":")
    number = int(subject) if subject.isascii() and subject.isdecimal() and len(subject) < 19 else 0
    if name == "ok":
        _told(talk, number, certificates.confirm(talk.tx, number, _who(talk), talk.chat.channel), "staff.confirmed")
    elif name == "no":
        talk.lead.append(_TEXT("staff.why", number=number))
        amend(talk, _shown(talk.tx, number), _reasons(number))
    elif name in REASONS:
        _reject(talk, number, _TEXT.plain(f"staff.reasons.{name}"))
    else:
        amend(talk, _shown(talk.tx, number), check_rows(number))


def _reply(talk: Talk, number: int) -> None:
    outcome = certificates.reject(talk.tx, number, _who(talk), talk.event.text[:LONGEST_REASON], talk.chat.channel)
    key = "staff.rejected" if outcome is Checked.DONE else f"staff.{outcome.value}"
    talk.says.append(Note(_TEXT(key, reason=talk.event.text[:LONGEST_REASON])))


def _reject(talk: Talk, number: int, reason: str) -> None:
    outcome = certificates.reject(talk.tx, number, _who(talk), reason, talk.chat.channel)
    _told(talk, number, outcome, "staff.rejected", reason)


def _told(talk: Talk, number: int, outcome: Checked, done: str, reason: str = "") -> None:
    talk.lead.append(_TEXT(done if outcome is Checked.DONE else f"staff.{outcome.value}", reason=reason))
    amend(talk, _shown(talk.tx, number))


def _who(talk: Talk) -> str:
    return f"{talk.chat.channel}:{talk.event.sender}"


def _certificate_of(event: Event) -> int | None:
    """The certificate whose reason for a rejection was asked for; any other reply is talk among staff."""
    found = _NUMBER.search(event.reply_text)
    if found is None or _TEXT.plain("staff.why", number=found[1]) not in event.reply_text:
        return None
    return int(found[1])


def _shown(tx: Transaction, number: int) -> Html:
    certificate = certificates.by_id(tx, number)
    company = companies.by_id(tx, certificate.company_id) if certificate else None
    return _words(tx, certificate, company) if certificate and company else Html("")


def certificate_notes(tx: Transaction, certificate_id: int, staff: Chat) -> list[Note]:
    """A certificate with its file and the company's fields, as it comes to the staff's chat; the look is noted."""
    certificate = certificates.by_id(tx, certificate_id)
    company = companies.by_id(tx, certificate.company_id) if certificate else None
    if certificate is None or company is None:
        return []
    certificates.note_shown(tx, certificate_id, "staff chat", staff.channel)
    kind, _, file_id = (certificate.file_ref or "").partition(":")
    file = (kind, file_id) if file_id else None
    return [Note(_words(tx, certificate, company), staff, rows=check_rows(certificate_id), file=file)]


def _words(tx: Transaction, certificate: Certificate, company: Company) -> Html:
    member = members.by_id(tx, certificate.member_id)
    values = {name: getattr(company, name) for name in ("postcode", "address_base", "address_detail")}
    return _TEXT(
        "staff.certificate",
        number=certificate.id,
        way=_TEXT(f"staff.ways.{certificate.way}"),
        name=company.name,
        business_number=show_business_number(company.business_number),
        representative=company.representative,
        address=show_address(values),
        tax_office=_tax_office(tx, company.business_number),
        member=f"{member.name} ({mask_login_id(member.login_id)})" if member else "-",
    )


def _tax_office(tx: Transaction, business_number: str) -> Html:
    """What the tax office said of the number last, and when; a number that it was not asked about is told so."""
    known = company_status.last(tx, business_number)
    if known is None:
        return _TEXT("staff.standing.unasked")
    standing, checked_at = known
    closed_on = in_words(_TEXT, standing.closed_on) if standing.closed_on else ""
    key = "closed_on" if standing.state == "closed" and closed_on else standing.state
    return _TEXT(f"staff.standing.{key}", date=closed_on, at=moment_in_words(_TEXT, checked_at))


def check_rows(number: int) -> Rows:
    """Confirm or reject."""
    return rows_of(_TEXT, (("certificate_ok", "certificate_no"),), number)


def _reasons(number: int) -> Rows:
    named = [(Button(_TEXT.plain(f"staff.reasons.{one}"), press_of(f"certificate_{one}", number)),) for one in REASONS]
    return (*named, *rows_of(_TEXT, (("certificate_back",),), number))


def master_gone_notes(company: Company, staff: Chat) -> list[Note]:
    """A company that has members and no MASTER: staff appoint another."""
    number = show_business_number(company.business_number)
    return [Note(_TEXT("staff.master_gone", name=company.name, number=number), staff)]
