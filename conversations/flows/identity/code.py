"""The code that goes to the mobile: three minutes, five tries, limited sends (KOTRA 회원가입 매뉴얼, I-5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from conversations.flow import ONE_TIME_CODE, Option, Step
from conversations.flows.consents import reads_document, reads_yes_no
from conversations.flows.identity import checks
from conversations.flows.identity.verified import verified
from conversations.talk import Talk
from membership.limits import CODE_RESEND_AFTER, CODE_SENDS_PER_CHECK, CODE_SENDS_PER_HOUR, CODE_TRIES
from membership.problems import Problem, Reading
from membership.reading.codes import read_code
from membership.reading.phones import show_phone
from storage import identity, outbox
from storage.identity import CodeOutcome, IdentityCheck

TICK = timedelta(seconds=30)
HOUR = timedelta(hours=1)
# Notes of the frame: when a code was last asked for and to which number, why none could be sent, and that the terms
# were refused.
ASKED_AT, ASKED_FOR, UNSENT, REFUSED = "asked_at", "asked_for", "unsent", "terms_refused"

_reads_terms = reads_document("identity")


def _terms_options(talk: Talk) -> Sequence[Option]:
    """Who refuses the terms is offered the other method, where there is one."""
    other = ["ipin"] if talk.frame.notes.get(REFUSED) and "ipin" in talk.around.offers else []
    return [Option(code) for code in ("yes", "no", "read", *other)]


def _terms_way(talk: Talk, code: str) -> bool:
    if code == "ipin":
        checks.switch(talk, "ipin")
    return code == "ipin" or _reads_terms(talk, code)


def _agreed(talk: Talk, value: str) -> None:
    """Has a code sent, unless one that serves is there already."""
    talk.frame.notes[REFUSED] = value == "no"
    if value == "no":
        talk.answers.pop("identity_terms")
        talk.frame.at = talk.frame.trail.pop()
        talk.add("identity_terms.needed" if "ipin" in talk.around.offers else "identity_terms.needed_here")
        return
    check = checks.present(talk)
    if not _serves(talk, check):
        refusal = _refusal(talk)
        talk.frame.notes[UNSENT] = refusal
        if not refusal:
            _request(talk, None if _is_spent(check) else check)


def _serves(talk: Talk, check: IdentityCheck | None) -> bool:
    """Whether a code of this check can still be typed."""
    return check is not None and bool(_seconds_left(talk)) and check.tries < CODE_TRIES


def _is_spent(check: IdentityCheck | None) -> bool:
    return check is not None and check.sends >= CODE_SENDS_PER_CHECK


def _refusal(talk: Talk) -> str:
    """Why no code is sent to this number now: "wait", "too_many", or nothing against it."""
    phone, notes = talk.answers["phone"], talk.frame.notes
    if notes.get(ASKED_FOR) == phone and abs(_since_asked(talk)) < CODE_RESEND_AFTER:
        return "wait"
    here = (talk.chat.channel, talk.chat.id)
    to_number = identity.sends_since(talk.tx, talk.now - HOUR, mobile=phone)
    from_chat = identity.sends_since(talk.tx, talk.now - HOUR, chat=here)
    return "too_many" if max(to_number, from_chat) >= CODE_SENDS_PER_HOUR else ""


def _since_asked(talk: Talk) -> timedelta:
    asked_at = talk.frame.notes.get(ASKED_AT)
    return talk.now - datetime.fromisoformat(asked_at) if asked_at else timedelta.max


def _request(talk: Talk, check: IdentityCheck | None) -> None:
    """Has a code sent, for this check or a new one."""
    a = talk.answers
    check = check or checks.start(talk, "phone", a["phone"])
    talk.frame.notes |= {ASKED_AT: talk.now.isoformat(), ASKED_FOR: a["phone"], UNSENT: ""}
    national, gender = a["person"].split("_")
    person = {"name": a["name"], "birth_date": a["birth_date"], "gender": gender, "national": national}
    talk.call("identity.send_code", {"check_id": check.id, "mobile": a["phone"], "carrier": a["carrier"], **person})


def _state(talk: Talk) -> Mapping[str, Any]:
    """What the card says: why no code was sent, that one is on its way, how long it serves, that it has run out."""
    values = {"phone": show_phone(talk.answers["phone"])}
    if unsent := talk.frame.notes.get(UNSENT):
        return {**values, "variant": unsent}
    left = _seconds_left(talk)
    if left is None:
        return {**values, "variant": "sending"}
    if left <= 0:
        return {**values, "variant": "expired"}
    return {**values, "left": f"{left // 60}:{left % 60:02d}"}


def _seconds_left(talk: Talk) -> int | None:
    expires_at = _expires_at(talk)
    return None if expires_at is None else max(0, round((expires_at - talk.now).total_seconds()))


def _expires_at(talk: Talk) -> datetime | None:
    check = checks.present(talk)
    return check.code_expires_at if check else None


def _sent(talk: Talk) -> None:
    if checks.is_late(talk):
        talk.stays = True
        return
    talk.redraws = True
    talk.frame.notes[UNSENT] = "failed" if "error" in talk.event.data else ""
    if not talk.frame.notes[UNSENT]:
        _ring(talk, TICK)


def _ring(talk: Talk, after: timedelta) -> None:
    """Has the countdown drawn again; however often a code is sent anew, one countdown runs."""
    outbox.cancel(talk.tx, talk.chat.channel, talk.chat.id, "tick", "countdown")
    talk.later("countdown", talk.now + after, {"check_id": talk.answers["check"]})


def _count_down(talk: Talk) -> None:
    left = _seconds_left(talk)
    if checks.is_late(talk) or left is None:
        talk.stays = True
        return
    talk.redraws = True
    if left > 0:
        _ring(talk, min(TICK, timedelta(seconds=left)))


def _options(talk: Talk) -> Sequence[Option]:
    ipin = ["ipin"] if "ipin" in talk.around.offers and talk.frame.failures > 1 else []
    return [Option(code) for code in ("resend", "number", *ipin)]


def _way(talk: Talk, code: str) -> bool:
    match code:
        case "resend":
            _resend(talk)
        case "number":
            talk.frame.at = "phone"
        case "ipin":
            checks.switch(talk, "ipin")
    return True


def _resend(talk: Talk) -> None:
    check = checks.present(talk)
    spent = _is_spent(check)
    refusal = _refusal(talk) or ("too_many" if spent and abs(_since_asked(talk)) < HOUR else "")
    if not refusal:
        _request(talk, None if spent else check)
        talk.add("code.sent_again")
    elif _serves(talk, check):
        talk.add("code.just_sent" if refusal == "wait" else "code.too_many_sends")
    else:
        talk.frame.notes[UNSENT] = refusal


def _reads_code(text: str, talk: Talk) -> Reading[bool]:
    code = read_code(text).value
    if checks.present(talk) is None:
        raise Problem("code.none")
    outcome = identity.try_code(talk.tx, talk.answers["check"], code)
    if outcome is CodeOutcome.RIGHT:
        return Reading(True)
    raise Problem(f"code.{outcome.value}")


TERMS = Step(
    name="identity_terms",
    skip_when=checks.by_page,
    options=_terms_options,
    reads=reads_yes_no,
    press=_terms_way,
    consent="identity",
    asks=lambda talk: {"phone": show_phone(talk.answers["phone"])},
    then=_agreed,
    alone=True,
)
CODE = Step(
    name="code",
    skip_when=checks.by_page,
    options=_options,
    press=_way,
    reads=_reads_code,
    asks=_state,
    shows=lambda talk, value: talk.text.plain("answer.right"),
    then=lambda talk, value: verified(talk),
    answers={"identity.send_code": _sent},
    ticks={"countdown": _count_down},
    other_way=lambda talk: "failures.code",
    alone=True,
    waits=lambda talk: _state(talk).get("variant") == "sending",
    until=lambda talk: _expires_at(talk) if "left" in _state(talk) else None,
    input="numeric",
    autofill=ONE_TIME_CODE,
)
