"""Asking the permission table before anything is done, and saying plainly why something may not be done."""

from __future__ import annotations

from conversations.catalogue import Html
from conversations.talk import Talk
from membership.grades import Service, grades_for
from storage import authority
from storage.authority import Authority, NotAllowed


def require(talk: Talk, service: Service, company_id: int | None = None) -> Authority | None:
    """The authority of the person in this chat for a service, or None when it has been refused with its reason."""
    try:
        return authority.require(talk.tx, talk.member.id if talk.member else None, service, company_id)
    except NotAllowed as refusal:
        refuse(talk, service.value, refusal)
        return None


def refuse(talk: Talk, action: str, refusal: NotAllowed, subject_member_id: int | None = None) -> None:
    """Says why not, and notes in the access log that somebody tried what they may not."""
    member_id = talk.member.id if talk.member else None
    about = subject_member_id or refusal.subject_member_id
    authority.refused(talk.tx, member_id, action, refusal.reason, about, talk.chat.channel)
    explain(talk, action, refusal)


def explain(talk: Talk, action: str, refusal: NotAllowed) -> None:
    """Says why not, once; a list that is only drawn again for who may see it no more is no try."""
    reason = reason_text(talk, action, refusal)
    if reason not in talk.lead:
        talk.lead.append(reason)


def reason_text(talk: Talk, action: str, refusal: NotAllowed) -> Html:
    """The reason of a refusal in words; for a grade too low with the grades that may."""
    if refusal.reason == "grade" and action in {service.value for service in Service}:
        grades = ", ".join(talk.text(f"grade.{grade.value}") for grade in grades_for(Service(action)))
        return talk.text("refused.grade", service=talk.text(f"service.{action}"), grades=grades)
    return talk.text(f"refused.{refusal.reason}")
