"""Answers about services and grades, out of the permission table."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.catalogue import Html, Texts
from conversations.questions.asker import Asker
from conversations.questions.intents import Slots
from conversations.status import services_text
from membership.grades import PERMISSIONS, Grade, Service, grades_for, may
from storage import companies
from storage.authority import acts_as
from storage.decisions import By
from storage.member_rows import Member


def about_grades(text: Texts, slots: Slots) -> Html:
    """What a grade may do, who may use a service, whether this grade may use that service, or the whole table."""
    if slots.grade and slots.service:
        return _both(text, slots.grade, slots.service)
    if slots.grade:
        heading = text("ask.grade_services.grade", grade=text(f"grade.{slots.grade.value}"))
        lines = (heading, text(f"ask.who_is.{slots.grade.value}"), services_text(text, slots.grade).lstrip())
        return Html("\n".join(lines))
    if slots.service:
        return text("ask.grade_services.service", **_who(text, slots.service))
    return _table(text)


def _both(text: Texts, grade: Grade, service: Service) -> Html:
    key = "both_yes" if may(grade, service) else "both_no"
    return text(f"ask.grade_services.{key}", grade=text(f"grade.{grade.value}"), **_who(text, service))


def _who(text: Texts, service: Service) -> dict[str, Html]:
    return {"service": text(f"service.{service.value}"), "grades": named(text, grades_for(service))}


def _table(text: Texts) -> Html:
    lines = [text("ask.grade_services.line", **_who(text, service)) for service in PERMISSIONS]
    return Html("\n".join([text("ask.grade_services.all"), *lines]))


def named(text: Texts, grades: Sequence[Grade]) -> Html:
    """Grades in words."""
    return Html(", ".join(text(f"grade.{grade.value}") for grade in grades))


def can_i_use(asker: Asker, service: Service | None) -> Html:
    """Whether who asks may use a service, and what would change that; without a service the whole of their grade."""
    member = asker.member
    if member is None:
        return _stranger(asker.text, service)
    if service is None:
        heading = asker.text("ask.my_grade.is", grade=asker.text(f"grade.{member.grade.value}"))
        return Html(f"{heading}\n{services_text(asker.text, member.grade).lstrip()}")
    return Html("\n".join(_verdict(asker, member, service)))


def _stranger(text: Texts, service: Service | None) -> Html:
    if service is None:
        return Html(f"{text('ask.can_i_use.which')}\n\n{_table(text)}")
    return text("ask.can_i_use.stranger", **_who(text, service))


def _verdict(asker: Asker, member: Member, service: Service) -> list[Html]:
    text, role = asker.text, acts_as(asker.tx, member, service)
    key = "no" if role is None else "substitute" if role is By.SUBSTITUTE else "yes"
    lines = [text(f"ask.can_i_use.{key}", grade=text(f"grade.{member.grade.value}"), **_who(text, service))]
    if role is None:
        lines.append(text(f"ask.next_grade.{member.grade.value}"))
    elif service is Service.APPROVE_MEMBERS and _is_awaited(asker, member):
        lines.append(text("ask.can_i_use.awaited"))
    return lines


def _is_awaited(asker: Asker, member: Member) -> bool:
    company = companies.by_id(asker.tx, member.company_id) if member.company_id else None
    return company is not None and company.certificate != "verified"
