"""A code of our own by SMS: that a telephone is in the person's hands (PIPC Notice 2026-9, article 5(5) and (6))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from conversations.flow import ONE_TIME_CODE, Skip, Step
from conversations.talk import SMS, Talk
from membership.problems import Problem, Reading
from membership.reading.codes import read_code
from membership.reading.phones import show_phone
from storage import outbox, sms_codes
from storage.identity import CodeOutcome
from storage.sms_codes import Asked, Refused

COUNTDOWN = "sms_countdown"
TICK = timedelta(seconds=30)
# Notes of the frame: the code that is under way, for which account and number it is, and why none could be sent.
CODE, FOR, UNSENT = "sms_code", "sms_for", "sms_unsent"


@dataclass(frozen=True, slots=True)
class SmsCode:
    """Codes for one purpose: for which account (by ID, there or not), and to which number, if there is one."""

    purpose: str
    account: Callable[[Talk], str]
    number: Callable[[Talk], str | None]
    shows_number: bool = False

    def request(self, talk: Talk) -> None:
        """Has a code sent, or notes why none is; for an account without a number everything looks the same."""
        mobile = self.number(talk)
        asked = Asked(self.purpose, talk.chat.channel, talk.chat.id, self.account(talk))
        outcome, notes = sms_codes.ask(talk.tx, asked, mobile), talk.frame.notes
        if isinstance(outcome, Refused):
            notes[UNSENT] = outcome.value
        else:
            notes |= {CODE: outcome, FOR: self._whom(talk), UNSENT: ""}
            talk.call(SMS, {"code_id": outcome, "mobile": mobile, "language": talk.language})

    def step(self, name: str, skip_when: Skip, then: Callable[[Talk, Any], None] | None = None) -> Step:
        """The step that asks for the code."""
        return Step(
            name=name,
            then=then,
            skip_when=skip_when,
            options=("resend",),
            press=self._resend,
            reads=self._reads,
            asks=self._state,
            shows=lambda talk, value: talk.text.plain("answer.right"),
            answers={SMS: self._sent},
            ticks={COUNTDOWN: self._count_down},
            other_way=lambda talk: "failures.sms",
            alone=True,
            waits=lambda talk: self._state(talk).get("variant") == "sending",
            until=lambda talk: _expires_at(talk) if "left" in self._state(talk) else None,
            input="numeric",
            autofill=ONE_TIME_CODE,
        )

    def _whom(self, talk: Talk) -> list[str | None]:
        """Whom a code is for: one that went to another number, before the person went back, proves nothing."""
        return [self.account(talk), self.number(talk)]

    def _resend(self, talk: Talk, code: str) -> bool:
        serves = bool(_seconds_left(talk))
        self.request(talk)
        unsent = talk.frame.notes[UNSENT]
        if unsent and serves:
            talk.frame.notes[UNSENT] = ""
        talk.add({"": "code.sent_again", "wait": "code.just_sent"}.get(unsent, "sms.too_many"))
        return True

    def _reads(self, text: str, talk: Talk) -> Reading[bool]:
        code = read_code(text).value
        if talk.frame.notes.get(FOR) != self._whom(talk):
            raise Problem("code.none")
        outcome = sms_codes.try_code(talk.tx, talk.frame.notes[CODE], code)
        if outcome is CodeOutcome.RIGHT:
            return Reading(True)
        raise Problem(f"code.{outcome.value}")

    def _state(self, talk: Talk) -> Mapping[str, Any]:
        mobile = self.number(talk) if self.shows_number else None
        values = {"phone": show_phone(mobile)} if mobile else {}
        if unsent := talk.frame.notes.get(UNSENT):
            return {**values, "variant": unsent}
        left = _seconds_left(talk)
        if left is None:
            return {**values, "variant": "sending"}
        return {**values, "left": f"{left // 60}:{left % 60:02d}"} if left else {**values, "variant": "expired"}

    def _sent(self, talk: Talk) -> None:
        if talk.event.data.get("code_id") != talk.frame.notes.get(CODE):
            talk.stays = True
            return
        talk.redraws = True
        talk.frame.notes[UNSENT] = "failed" if "error" in talk.event.data else ""
        if not talk.frame.notes[UNSENT]:
            _ring(talk, TICK)

    def _count_down(self, talk: Talk) -> None:
        left = _seconds_left(talk)
        if talk.event.data.get("code_id") != talk.frame.notes.get(CODE) or left is None:
            talk.stays = True
            return
        talk.redraws = True
        if left > 0:
            _ring(talk, min(TICK, timedelta(seconds=left)))


def _ring(talk: Talk, after: timedelta) -> None:
    """Has the countdown drawn again; however often a code is sent anew, one countdown runs."""
    outbox.cancel(talk.tx, talk.chat.channel, talk.chat.id, "tick", COUNTDOWN)
    talk.later(COUNTDOWN, talk.now + after, {"code_id": talk.frame.notes[CODE]})


def _seconds_left(talk: Talk) -> int | None:
    """How long the present code serves; None while none has been sent."""
    expires_at = _expires_at(talk)
    return None if expires_at is None else max(0, round((expires_at - talk.now).total_seconds()))


def _expires_at(talk: Talk) -> datetime | None:
    code_id = talk.frame.notes.get(CODE)
    return None if code_id is None else sms_codes.expires_at(talk.tx, code_id)
