"""Asking again after two years whether marketing is still welcome; silence keeps it (Network Act, article 50(8))."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations import actions, marketing, telling
from conversations.events import Chat
from conversations.says import Later, Note
from conversations.talk import Talk
from membership.limits import MARKETING_CONSENT_YEARS
from storage import members, outbox, reminders
from storage.member_rows import Member


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
    if _is_left_to_another(talk, member):
        return
    rows = actions.rows_of(talk.text, (("marketing_keep",), ("marketing_stop",)), member.id)
    talk.says.append(Note(talk.text("consents.ask_again", date=talk.date(last.answered_at)), rows=rows))
    talk.later(marketing.ASKS_AGAIN, _next(talk), {})
    _quieten_others(talk, member)


def _is_left_to_another(talk: Talk, member: Member) -> bool:
    """A chat that reaches nobody has one ask that does, which need not have been to ask by itself."""
    reached = telling.reached(talk.tx, member)
    if not reached or talk.chat in reached:
        return False
    outbox.cancel(talk.tx, reached[0].channel, reached[0].id, "tick", marketing.ASKS_AGAIN)
    talk.says.append(Later(marketing.ASKS_AGAIN, talk.now, chat=reached[0]))
    talk.later(marketing.ASKS_AGAIN, _next(talk), {})
    return True


def _quieten_others(talk: Talk, member: Member) -> None:
    """The member's other chats wait as long as this one: nobody is asked the same twice."""
    for link in members.chats_of(talk.tx, member.id):
        chat = Chat(link.channel, link.chat)
        if chat != talk.chat and outbox.cancel(talk.tx, chat.channel, chat.id, "tick", marketing.ASKS_AGAIN):
            talk.says.append(Later(marketing.ASKS_AGAIN, _next(talk), chat=chat))


def _next(talk: Talk) -> datetime:
    return reminders.by_day(talk.now + timedelta(days=365 * MARKETING_CONSENT_YEARS))
