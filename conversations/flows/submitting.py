"""What a submit writes: member, consents, company, relation and certificate, all or nothing, and who is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from conversations.documents import document
from conversations.events import Chat
from conversations.flows.account import offer_free_ids
from conversations.flows.company import UNKNOWN
from conversations.state import Answers
from conversations.status import services_text
from conversations.talk import Talk
from membership.fields import COMPANY_FIELDS
from membership.grades import Grade
from membership.login_ids import mask_login_id
from storage import access, certificates, companies, consents, members
from storage.companies import Company, NewCompany
from storage.members import Member, NewMember, Product

VIA = "telegram"
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
)


def submit_sign_up(talk: Talk) -> None:
    """Makes the member, and ties it to the company where there is one."""
    content = _certificate_content(talk)
    if _file_is_gone(talk, content):
        return
    try:
        member = members.create(talk.tx, _new_member(talk))
    except members.LoginIdTaken:
        _id_was_taken_meanwhile(talk)
        return
    except members.PersonHasAccount:
        talk.end()
        talk.add("already.person")
        return
    _record_consents(talk, member)
    members.link_chat(talk.tx, talk.chat.channel, talk.chat.id, member.id)
    access.log(
        talk.tx,
        actor_kind="member",
        actor=str(member.id),
        action="sign_up",
        channel=talk.chat.channel,
        subject_member_id=member.id,
    )
    marketing = talk.frame.stamps["marketing"]
    _tie_and_tell(talk, member, content)
    # Network Act, article 50(7): the answer to a marketing consent is confirmed with its date.
    given_at = talk.date(datetime.fromisoformat(marketing["at"]))
    talk.add("result.marketing_yes" if marketing["answer"] else "result.marketing_no", date=given_at)


def submit_conversion(talk: Talk) -> None:
    """Ties a member who is an individual to a company."""
    content = _certificate_content(talk)
    if _file_is_gone(talk, content):
        return
    talk.forget_member()
    member = talk.member
    if member is None or member.grade is not Grade.INDIVIDUAL:
        talk.end()
        talk.add("already.company_member" if member else "convert.no_account")
        return
    _tie_and_tell(talk, member, content)


def _tie_and_tell(talk: Talk, member: Member, content: bytes | None) -> None:
    answers, flow = talk.answers, talk.frame.flow
    grade, company = Grade.INDIVIDUAL, None
    if answers.get("type") == "company":
        company = _company(talk)
        grade = companies.affiliate(talk.tx, company.id, member.id, VIA)
    talk.end()
    talk.forget_member()
    talk.fresh = True
    talk.lead.clear()
    talk.add("result.converted" if flow == "convert" else "result.done", name=member.name, login_id=member.login_id)
    talk.add(f"result.{grade.value}", company=company.name if company else "")
    talk.lead.append(services_text(talk.text, grade))
    if company and grade is Grade.ASSOCIATE:
        _tell_master(talk, company, member)
    elif company and answers.get("company_source") == UNKNOWN:
        _keep_certificate(talk, company, member, answers["certificate"], content)


def _new_member(talk: Talk) -> NewMember:
    answers = talk.answers
    return NewMember(
        login_id=answers["login_id"],
        password_hash=answers["password"],
        language=talk.language,
        created_via=VIA,
        identity_check_id=answers["check"],
        products=[
            Product(**{name: value or None for name, value in product.items()})
            for product in answers.get("products") or []
        ],
        regions=answers.get("regions") or [],
        **_values(answers),
    )


def _values(answers: Answers) -> dict[str, Any]:
    return {name: answers.get(name) for name in MEMBER_VALUES}


def _id_was_taken_meanwhile(talk: Talk) -> None:
    taken = talk.answers.pop("login_id")
    offer_free_ids(talk, taken)
    talk.add("problem.login_id.taken", login_id=taken)
    for key in ("review", "password", "password_again"):
        talk.answers.pop(key, None)


def _record_consents(talk: Talk, member: Member) -> None:
    """Each answer as evidence: to which text and version, yes or no, when, through which channel."""
    answers = []
    for kind, stamp in talk.frame.stamps.items():
        text = document(kind, stamp["language"])
        document_id = consents.document(talk.tx, kind, stamp["version"], stamp["language"], text)
        answers.append(
            consents.Answer(
                document_id=document_id,
                answer=stamp["answer"],
                answered_at=datetime.fromisoformat(stamp["at"]),
                channel=talk.chat.channel,
                chat=talk.chat.id,
            )
        )
    consents.record(talk.tx, member.id, answers)


def _company(talk: Talk) -> Company:
    """The company: registered now, or meanwhile by somebody else."""
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
    names = [field.name for field in COMPANY_FIELDS if field.name != "business_number"]
    values: dict[str, Any] = {name: answers.get(f"company_{name}") for name in names}
    values |= {name: _as_bool(values[name]) for name in BOOLEANS}
    unknown = answers["company_source"] == UNKNOWN
    return NewCompany(
        business_number=answers["company_number"],
        source="typed" if unknown else "registry",
        certificate="awaited" if unknown else "verified",
        **values,
    )


def _as_bool(answer: str | None) -> bool | None:
    return None if answer is None else answer == "yes"


def _certificate_content(talk: Talk) -> bytes | None:
    """The certificate's file, fetched anew for the submit."""
    certificate = talk.answers.get("certificate")
    if not certificate or "file" not in certificate:
        return None
    content: bytes | None = talk.prepared("file", certificate["file"])
    return content


def _file_is_gone(talk: Talk, content: bytes | None) -> bool:
    """Asks for the certificate again when the messenger has its file no more."""
    certificate = talk.answers.get("certificate")
    if content is not None or not certificate or "file" not in certificate:
        return False
    talk.answers.pop("certificate")
    talk.answers.pop("review")
    talk.add("problem.file.unreadable")
    return True


def _keep_certificate(
    talk: Talk, company: Company, member: Member, certificate: dict[str, str], content: bytes | None
) -> None:
    certificates.add(
        talk.tx,
        company_id=company.id,
        member_id=member.id,
        way=certificate["way"],
        content=content,
        media_type=certificate.get("media_type"),
        file_name=certificate.get("name"),
    )
    talk.add(f"result.certificate_{'file' if content else certificate['way']}")


def _tell_master(talk: Talk, company: Company, associate: Member) -> None:
    """The MASTER is told in every chat that speaks for them; the associate hears honestly whether anybody could be."""
    master = companies.master_of(talk.tx, company.id)
    chats = members.chats_of(talk.tx, master.id) if master else []
    for link in chats:
        assert master is not None
        talk.tell(
            Chat(link.channel, link.chat),
            master.language,
            "master.waiting",
            name=associate.name,
            login_id=mask_login_id(associate.login_id),
            company=company.name,
        )
    talk.add("result.master_told" if chats else "result.master_unreachable" if master else "result.no_master")
