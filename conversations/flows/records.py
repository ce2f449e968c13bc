"""What answers become in the store: a member, evidence of consents, a company, a certificate."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conversations.flows.looking_up import SOURCE, UNKNOWN, needs_certificate
from conversations.state import Answers
from conversations.talk import Talk
from membership.fields import COMPANY_FIELDS
from storage import certificates, companies, consents, decisions, members
from storage.companies import Company, NewCompany
from storage.decisions import Action, Decider
from storage.members import Member, NewMember, Product

VIA = "telegram"
TAX_OFFICE, CHECKED_BY_OPENING_DATE = "nts", "opening date and representative match"
BOOLEANS = frozenset({"innobiz", "venture", "foreign_invested"})
MEMBER_VALUES = (
    "name",
    "name_en",
    "telephone",
    "email",
    "mobile",
    "fax",
    "department",
    "position",
    "postcode",
    "address_base",
    "address_detail",
    "address_en",
)


def new_member(talk: Talk) -> Member:
    """Makes the member; raises what `members.create` raises."""
    answers = talk.answers
    products = [
        Product(**{name: value or None for name, value in product.items()}) for product in answers.get("products") or []
    ]
    new = NewMember(
        login_id=answers["login_id"],
        password_hash=answers["password"],
        language=talk.language,
        created_via=VIA,
        identity_check_id=answers["check"],
        products=products,
        regions=answers.get("regions") or [],
        **_values(answers),
    )
    return members.create(talk.tx, new)


def _values(answers: Answers) -> dict[str, Any]:
    return {name: answers.get(name) for name in MEMBER_VALUES}


def record_consents(talk: Talk, member: Member) -> None:
    """Keeps each answer as evidence: to which text, yes or no, when, through which channel."""
    answers = [
        consents.Answer(
            document_id=stamp["document"],
            answer=stamp["answer"],
            answered_at=datetime.fromisoformat(stamp["at"]),
            channel=talk.chat.channel,
            chat=talk.chat.id,
        )
        for stamp in talk.frame.stamps.values()
    ]
    consents.record(talk.tx, member.id, answers)


def company(talk: Talk) -> Company:
    """The company: registered now, or already, perhaps by somebody else meanwhile."""
    number = talk.answers["company_number"]
    found = companies.by_number(talk.tx, number)
    if found is not None:
        return found
    try:
        return companies.create(talk.tx, _new_company(talk.answers))
    except companies.BusinessNumberTaken:
        taken = companies.by_number(talk.tx, number)
        assert taken is not None
        return taken


def _new_company(answers: Answers) -> NewCompany:
    names = [*(field.name for field in COMPANY_FIELDS if field.name != "business_number"), "address_en"]
    values: dict[str, Any] = {name: answers.get(f"company_{name}") for name in names}
    values |= {name: _as_bool(values[name]) for name in BOOLEANS}
    return NewCompany(
        business_number=answers["company_number"],
        source="typed" if answers[SOURCE] == UNKNOWN else "registry",
        certificate="awaited" if needs_certificate(answers) else "verified",
        **values,
    )


def _as_bool(answer: str | None) -> bool | None:
    return None if answer is None else answer == "yes"


def keep_certificate(talk: Talk, of: Company, member: Member, content: bytes | None) -> None:
    """Keeps the certificate's file, or that it will come by fax or mail."""
    certificate = talk.answers["certificate"]
    certificates.add(
        talk.tx,
        company_id=of.id,
        member_id=member.id,
        way=certificate["way"],
        content=content,
        media_type=certificate.get("media_type"),
        file_name=certificate.get("name"),
        file_ref=_file_ref(certificate),
    )


def keep_check(talk: Talk, of: Company, member: Member) -> None:
    """Keeps as evidence that the tax office knew the company, in place of a certificate that staff confirm.

    A company that was registered before, and whose papers nobody has seen, is confirmed by it.
    """
    if of.certificate == "awaited":
        certificates.confirm_company(talk.tx, of.id, TAX_OFFICE, talk.chat.channel)
        return
    decider = Decider.of_staff(TAX_OFFICE)
    decisions.record(talk.tx, of.id, member.id, Action.CERTIFICATE_CONFIRMED, decider, CHECKED_BY_OPENING_DATE)


def _file_ref(certificate: Answers) -> str | None:
    """The messenger's id of the file, with how it came: it goes on to staff in that way and in no other (Bot API)."""
    return f"{certificate.get('sent_as', 'document')}:{certificate['file']}" if "file" in certificate else None
