"""What is left half-way: its owner is reminded of it once, by day, and after a day it is erased (PIPA, article 21).

One tick goes with a form: it first rings to remind, then to erase, and where that falls into the night once more in
the morning, to tell. Each time it looks when the person last did something.
"""

from __future__ import annotations

from datetime import datetime

from conversations import actions
from conversations.says import Note
from conversations.state import FORMS, HOME
from conversations.talk import Talk
from membership.limits import DRAFT_LIFETIME, DRAFT_REMINDED_AFTER
from storage import conversations, outbox, reminders

TICK = "abandoned"
# What the tick is to do when it rings; one without, of an earlier version, erases.
NEXT, REMIND, ERASE, TELL = "next", "remind", "erase", "tell"


def begin(talk: Talk, *, reminds: bool = False) -> None:
    """Has what was begun just now erased after a day without an answer; a sign-up is reminded of before that."""
    outbox.cancel(talk.tx, talk.chat.channel, talk.chat.id, "tick", TICK)
    if reminds:
        _ring(talk, REMIND, reminders.by_day(talk.now + DRAFT_REMINDED_AFTER))
    else:
        _ring(talk, ERASE, talk.now + DRAFT_LIFETIME)


def rings(talk: Talk, updated_at: datetime | None) -> None:
    """Does what is due, in a conversation that was last touched at that moment."""
    touched, wants = updated_at or talk.now, talk.event.data.get(NEXT, ERASE)
    talk.stays = True
    if wants == TELL:
        _tell(talk)
    elif all(frame.flow == HOME for frame in talk.state.frames):
        return
    elif wants == REMIND and talk.now < touched + DRAFT_LIFETIME:
        _remind(talk, touched)
    else:
        _erase(talk, touched)


def _remind(talk: Talk, touched: datetime) -> None:
    due = reminders.by_day(max(talk.now, touched + DRAFT_REMINDED_AFTER))
    form = next((frame.flow for frame in talk.state.frames if frame.flow in FORMS), "")
    if form and talk.now < due:
        _ring(talk, REMIND, due)
        return
    erased_at = touched + DRAFT_LIFETIME
    if form:
        words = talk.text("abandoned.reminder", what=talk.text(f"flow.{form}"), until=talk.moment(erased_at))
        talk.says.append(Note(words, rows=actions.rows_of(talk.text, (("go_on",),), 0)))
    _ring(talk, ERASE, erased_at)


def _erase(talk: Talk, touched: datetime) -> None:
    """At night in silence: nobody's telephone rings, and the morning tells."""
    due = touched + DRAFT_LIFETIME
    if talk.now < due:
        _ring(talk, ERASE, due)
        return
    talk.state.frames.clear()
    talk.forget_checks()
    if reminders.is_night(talk.now):
        conversations.empty(talk.tx, [(talk.chat.channel, talk.chat.id)], talk.now, HOME)
        _ring(talk, TELL, reminders.by_day(talk.now))
    else:
        _say(talk)


def _tell(talk: Talk) -> None:
    """Who has begun anew meanwhile has seen it."""
    if reminders.is_night(talk.now):
        _ring(talk, TELL, reminders.by_day(talk.now))
    elif all(frame.flow == HOME for frame in talk.state.frames):
        _say(talk)


def _say(talk: Talk) -> None:
    talk.stays = False
    talk.add("abandoned.notice")
    talk.fresh = True


def _ring(talk: Talk, what: str, due: datetime) -> None:
    talk.later(TICK, due, {NEXT: what})
