"""Asking again after two years whether marketing is still welcome; silence keeps it (Network Act, article 50(8))."""

from __future__ import annotations

from datetime import timedelta

from conversations import actions, marketing
from conversations.says import Note
from conversations.talk import Talk
from membership.limits import MARKETING_CONSENT_YEARS
from storage import reminders


def asks_again(talk: Talk) -> None:
    """The two years are nearly over: asked by day, and once; a consent that was renewed meanwhile has its own time."""
    talk.stays = True
    member = talk.member
    last = marketing.last_answer(talk, member) if member else None
    if member is None or last is None or not last.answer:
        return
    if reminders.is_night(talk.now) or talk.now < marketing.due(last.answered_at):
        marketing.ask_again_after(talk, last.answered_at)
        return
    rows = actions.rows_of(talk.text, (("marketing_keep",), ("marketing_stop",)), member.id)
    talk.says.append(Note(talk.text("consents.ask_again", date=talk.date(last.answered_at)), rows=rows))
    talk.later(marketing.ASKS_AGAIN, reminders.by_day(talk.now + timedelta(days=365 * MARKETING_CONSENT_YEARS)), {})
