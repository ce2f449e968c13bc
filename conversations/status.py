"""What am I, what may I do, what am I waiting for, and where am I in a form."""

from __future__ import annotations

from conversations import reaching
from conversations.catalogue import Html, Texts
from conversations.offering import offer_line, open_offer
from conversations.questions.asker import Asker
from conversations.state import FORMS
from conversations.talk import Talk
from membership.grades import PERMISSIONS, Grade, Service, may
from storage import companies, relations
from storage.authority import acts_as
from storage.member_rows import Member
from storage.relations import Relation
from storage.waiting import waiting_count

_HIGHER = {Grade.INDIVIDUAL: Grade.ASSOCIATE, Grade.ASSOCIATE: Grade.REGULAR, Grade.REGULAR: Grade.MASTER}


def status_text(talk: Talk) -> Html:
    """The status of the person in this chat."""
    parts = [_member_text(talk), *_form_text(talk)]
    return Html("\n\n".join(part for part in parts if part))


def _member_text(talk: Talk) -> Html:
    member = talk.member
    if member is None:
        return talk.text("status.nobody")
    company = companies.by_id(talk.tx, member.company_id) if member.company_id else None
    grade = talk.text(f"grade.{member.grade.value}")
    lines = [talk.text("status.member", name=member.name, login_id=member.login_id, grade=grade)]
    if company:
        lines.append(talk.text("status.company", company=company.name))
        if company.certificate != "verified":
            lines.append(talk.text(f"status.certificate_{company.certificate}"))
    relation = relations.of_member(talk.tx, member.id) if member.grade is Grade.ASSOCIATE else None
    lines += waiting_lines(talk, relation) if relation else []
    offer = open_offer(talk)
    lines += [offer_line(talk, offer)] if offer else []
    lines += [services_text(talk.text, member.grade), *_higher_text(talk.text, member.grade), *_next_text(talk, member)]
    return Html("\n".join(lines))


def _next_text(talk: Talk, member: Member) -> list[Html]:
    """What to do next: of a MASTER, who waits."""
    if member.company_id is None or acts_as(talk.tx, member, Service.APPROVE_MEMBERS) is None:
        return []
    count = waiting_count(talk.tx, member.company_id)
    return [talk.text("status.waiting_for_you", count=count)] if count else []


def waiting_lines(asker: Asker, relation: Relation) -> list[Html]:
    """How long an associate has waited, and whether the MASTER knows of it."""
    days = (asker.now - relation.created_at).days
    since = asker.date(relation.created_at)
    waits = asker.text("status.waiting" if days else "status.waits_since_today", days=days, date=since)
    return [waits, *reaching.told_lines(asker, relation)]


def _higher_text(text: Texts, grade: Grade) -> list[Html]:
    """What the next grade would allow besides."""
    higher = _HIGHER.get(grade)
    more = [text(f"service.{s.value}") for s in PERMISSIONS if higher and may(higher, s) and not may(grade, s)]
    return [text(f"higher.{grade.value}", services=", ".join(more))] if more else []


def _form_text(talk: Talk) -> list[Html]:
    forms = [frame for frame in talk.state.frames if frame.flow in FORMS]
    return [talk.text("status.in_form", flow=talk.text(f"flow.{frame.flow}")) for frame in forms]


def services_text(text: Texts, grade: Grade) -> Html:
    """The grade's column of the manual's table of services: what it allows and what it does not."""
    open_ones = [text(f"service.{service.value}") for service in PERMISSIONS if may(grade, service)]
    closed = [text(f"service.{service.value}") for service in PERMISSIONS if not may(grade, service)]
    lines = [text("services.open", services=" · ".join(open_ones))]
    return Html("\n".join(lines + ([text("services.closed", services=" · ".join(closed))] if closed else [])))
