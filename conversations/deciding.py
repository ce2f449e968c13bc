"""What a MASTER (or who stands in) decides about a colleague: approve, undo, leave for later, end the relation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from conversations import allowed
from conversations.catalogue import Html, Texts
from conversations.talk import Talk, in_words
from membership.masking import mask_login_id
from storage import approvals
from storage.approvals import Outcome
from storage.authority import NotAllowed
from storage.transaction import Transaction
from storage.waiting import Waiting

Act = Callable[[Transaction, int | None, int], Outcome]


def approve(talk: Talk, affiliation_id: int) -> bool:
    """Makes an associate a regular member; False, with the reason told, when nothing was changed."""
    return _decide(talk, "approve_members", approvals.approve, affiliation_id, "decided.approved")


def undo(talk: Talk, affiliation_id: int) -> bool:
    """Takes an approval back within its minute."""
    return _decide(talk, "approve_members", approvals.undo_approval, affiliation_id, "decided.undone")


def _decide(talk: Talk, service: str, act: Act, affiliation_id: int, told: str) -> bool:
    try:
        outcome = act(talk.tx, talk.member.id if talk.member else None, affiliation_id)
    except NotAllowed as refusal:
        allowed.refuse(talk, service, refusal)
        return False
    talk.lead.append(outcome_text(talk, outcome, told))
    return outcome is Outcome.DONE


def outcome_text(talk: Talk, outcome: Outcome, told: str) -> Html:
    """What came of a decision, in words."""
    return talk.text(told if outcome is Outcome.DONE else f"decided.{outcome.value}")


def waiting_line(text: Texts, waiting: Waiting, now: datetime) -> Html:
    """An associate in one line, no more than is needed to decide: who, department, position, since when."""
    work = " · ".join(part for part in (waiting.department, waiting.position) if part)
    return text(
        "waiting.line",
        name=waiting.name,
        login_id=mask_login_id(waiting.login_id),
        work=work or text("waiting.no_work"),
        since=since(text, waiting.since, now),
    )


def since(text: Texts, moment: datetime, now: datetime) -> str:
    """How long somebody has waited, in whole days."""
    days = (now - moment).days
    return text.plain("waiting.days" if days else "waiting.today", days=days, date=in_words(text, moment))
