"""Answers about who asks, out of the store; others' names are masked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conversations.catalogue import Html
from conversations.questions.asker import Asker
from conversations.questions.intents import Intent
from conversations.status import services_text, waiting_lines
from membership.grades import Grade, Service
from membership.masking import mask_login_id, mask_name
from storage import companies, consents, relations
from storage.authority import acts_as
from storage.companies import Company
from storage.consents import Consent
from storage.member_rows import Member
from storage.waiting import waiting, waiting_count


def _my_grade(asker: Asker, member: Member) -> Html:
    heading = asker.text("ask.my_grade.is", grade=asker.text(f"grade.{member.grade.value}"))
    more = [asker.text(f"ask.next_grade.{member.grade.value}")] if member.grade is not Grade.MASTER else []
    return Html("\n".join([heading, services_text(asker.text, member.grade).lstrip(), *more]))


def _approval_status(asker: Asker, member: Member) -> Html:
    if member.grade is Grade.INDIVIDUAL:
        return asker.text("ask.no_company")
    relation = relations.of_member(asker.tx, member.id)
    if member.grade is Grade.ASSOCIATE and relation:
        return Html("\n".join(waiting_lines(asker, relation)))
    key = "master" if member.grade is Grade.MASTER else "approved"
    company = _company(asker, member)
    grade = asker.text(f"grade.{member.grade.value}")
    return asker.text(f"ask.approval_status.{key}", grade=grade, company=company.name if company else "-")


def _my_company(asker: Asker, member: Member) -> Html:
    company = _company(asker, member)
    if company is None:
        return asker.text("ask.no_company")
    lines = [asker.text("ask.my_company.is", company=company.name, number=_hyphenated(company.business_number))]
    if company.certificate != "verified":
        lines.append(asker.text(f"status.certificate_{company.certificate}"))
    return Html("\n".join(lines))


def _hyphenated(number: str) -> str:
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def _my_master(asker: Asker, member: Member) -> Html:
    company = _company(asker, member)
    if company is None:
        return asker.text("ask.no_company")
    master = companies.master_of(asker.tx, company.id)
    if master is None:
        return asker.text("ask.my_master.none", company=company.name)
    if master.id == member.id:
        return asker.text("ask.my_master.me", company=company.name)
    shown = {"master": mask_name(master.name), "login_id": mask_login_id(master.login_id)}
    return asker.text("ask.my_master.is", company=company.name, **shown)


def _pending_approvals(asker: Asker, member: Member) -> Html:
    if member.company_id is None or acts_as(asker.tx, member, Service.APPROVE_MEMBERS) is None:
        return asker.text("ask.pending_approvals.not_master", grade=asker.text(f"grade.{member.grade.value}"))
    oldest = waiting(asker.tx, member.company_id, limit=1)
    if not oldest:
        return asker.text("ask.pending_approvals.none")
    count = waiting_count(asker.tx, member.company_id)
    return asker.text("ask.pending_approvals.some", count=count, date=asker.date(oldest[0].since))


def _my_consents(asker: Asker, member: Member) -> Html:
    """The last answer to each document, and whether marketing is sent; answers of long ago are kept as evidence."""
    last = {consent.kind: consent for consent in consents.of_member(asker.tx, member.id)}
    if not last:
        return Html(f"{asker.text('ask.my_consents.none')}\n{asker.text('ask.my_consents.change')}")
    marketing = last.get("marketing")
    key = "marketing_on" if marketing and marketing.answer else "marketing_off"
    lines = [asker.text("ask.my_consents.title"), *(_consent_line(asker, consent) for consent in last.values())]
    return Html("\n".join([*lines, asker.text(f"ask.my_consents.{key}"), asker.text("ask.my_consents.change")]))


def _consent_line(asker: Asker, consent: Consent) -> Html:
    key = "yes" if consent.answer else "no"
    document = asker.text(f"ask.document.{consent.kind}")
    return asker.text(f"ask.my_consents.{key}", document=document, date=asker.date(consent.answered_at))


def _company(asker: Asker, member: Member) -> Company | None:
    return companies.by_id(asker.tx, member.company_id) if member.company_id else None


ANSWERS: Mapping[Intent, Callable[[Asker, Member], Html]] = {
    Intent.MY_GRADE: _my_grade,
    Intent.APPROVAL_STATUS: _approval_status,
    Intent.MY_COMPANY: _my_company,
    Intent.MY_MASTER: _my_master,
    Intent.PENDING_APPROVALS: _pending_approvals,
    Intent.MY_CONSENTS: _my_consents,
}
