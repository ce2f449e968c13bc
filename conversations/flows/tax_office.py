"""What the tax office says of a company, and the instant check in place of the certificate (data.go.kr 15081808)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from conversations.flow import Dealt, Option, Step
from conversations.flows import standing
from conversations.flows.looking_up import SOURCE, VACANT, ask_another, look_up, may_be_checked, reads_number
from conversations.flows.standing import (
    ACTIVE,
    ASKED,
    CHECKED,
    DIFFERS,
    MATCHES,
    OPENED_ON,
    REPRESENTATIVE,
    STATE,
    TOLD,
    TYPED_REPRESENTATIVE,
    UNASKED,
)
from conversations.state import Answers
from conversations.talk import KOREA, Talk
from membership.problems import Problem, Reading
from membership.reading.dates import read_opening_date
from membership.reading.names import read_person_name
from membership.reading.words import read_yes_no
from storage.company_status import Standing

_SAID = "said"  # in the note of the check: that the tax office knows no such company


def _not_asked(answers: Answers) -> bool:
    """Without a company, or no tax office is asked here."""
    return answers.get("type") != "company" or ASKED not in answers


def _no_instant_check(answers: Answers) -> bool:
    """A certificate is not needed, or the tax office does not say that the company trades."""
    return _not_asked(answers) or not may_be_checked(answers) or answers.get(STATE) != ACTIVE


def _not_checked(answers: Answers) -> bool:
    """No opening date was given."""
    return _no_instant_check(answers) or answers.get(OPENED_ON) is None


def _representative_known(answers: Answers) -> bool:
    """No opening date was given, or the representative was asked already."""
    return _not_checked(answers) or answers.get(SOURCE) != VACANT


def _state_options(talk: Talk) -> Sequence[Option]:
    told = TOLD in talk.answers
    return [Option("insist" if told else "go_on"), Option("other")]


def _state_way(talk: Talk, code: str) -> bool:
    if code == "other":
        ask_another(talk)
    return code == "other"


def _takes_state(talk: Talk, code: str) -> str:
    return str(talk.answers[TOLD]["state"]) if code == "insist" else UNASKED


def _reads_state(text: str, talk: Talk) -> Reading[str]:
    """Another number, or whether this one is right."""
    try:
        number = reads_number(text, talk).value
    except Problem as problem:
        if problem.code == "business_number.too_often":
            raise
        if TOLD not in talk.answers:
            raise Problem("choice.unknown") from None
        if read_yes_no(text).value:
            return Reading(str(talk.answers[TOLD]["state"]))
        ask_another(talk)
    else:
        talk.frame.at = ""
        talk.answers["company_number"] = number
        look_up(talk, number)
    raise Dealt


def _asks_state(talk: Talk) -> Mapping[str, Any]:
    told = talk.answers.get(TOLD)
    if told is None:
        return {}
    closed_on = told["closed_on"]
    if told["state"] == "closed" and closed_on:
        return {"variant": "closed_on", "date": talk.date(date.fromisoformat(closed_on))}
    return {"variant": told["state"]}


def _without_a_trace(talk: Talk, value: Any) -> None:
    """What was not waited for isn't gone back to."""
    talk.frame.trail = [name for name in talk.frame.trail if name not in (STATE, CHECKED)]


def _state_answered(talk: Talk) -> None:
    data = talk.event.data
    if data["number"] != talk.answers.get("company_number") or STATE in talk.answers:
        talk.stays = True
        return
    talk.frame.at = ""
    if "error" in data:
        talk.answers[STATE] = UNASKED
        talk.add("company_state.away")
    else:
        closed_on = data.get("closed_on")
        standing.take(talk, Standing(data["state"], date.fromisoformat(closed_on) if closed_on else None))


def _state_late(talk: Talk) -> None:
    if talk.event.data["number"] != talk.answers.get("company_number") or TOLD in talk.answers or STATE in talk.answers:
        talk.stays = True
        return
    talk.frame.at = ""
    talk.answers[STATE] = UNASKED
    talk.add("company_state.late")


def _check_options(talk: Talk) -> Sequence[Option]:
    said = talk.frame.notes.get(CHECKED) == _SAID
    return [Option(code) for code in (("date", "representative", "certificate") if said else ("go_on",))]


def _check_way(talk: Talk, code: str) -> bool:
    """Corrects what may be wrong; the check is made anew with it."""
    if code in ("date", "representative"):
        talk.frame.notes.pop(CHECKED)
        typed = TYPED_REPRESENTATIVE if talk.answers[SOURCE] == VACANT else REPRESENTATIVE
        talk.answers.pop(OPENED_ON if code == "date" else typed)
        talk.frame.at = ""
        return True
    return False


def _asks_check(talk: Talk) -> Mapping[str, Any]:
    if talk.frame.notes.get(CHECKED) != _SAID:
        return {}
    opened_on = date.fromisoformat(talk.answers[OPENED_ON])
    return {
        "variant": DIFFERS,
        "date": talk.date(opened_on),
        "representative": standing.representative(talk.answers) or "-",
    }


def _is_late(talk: Talk) -> bool:
    asked = standing.checked_question(talk.answers)
    return any(talk.event.data[name] != value for name, value in asked.items()) or CHECKED in talk.answers


def _check_answered(talk: Talk) -> None:
    """An outage and a mismatch are told in different words; neither keeps anybody from signing up."""
    data = talk.event.data
    if _is_late(talk):
        talk.stays = True
    elif "error" in data:
        talk.answers[CHECKED], talk.frame.at = UNASKED, ""
        talk.add("company_check.away")
    elif data["matches"]:
        talk.answers[CHECKED], talk.frame.at = MATCHES, ""
        talk.add("company_check.matches")
    else:
        talk.frame.notes[CHECKED] = _SAID


def _check_late(talk: Talk) -> None:
    if _is_late(talk) or talk.frame.notes.get(CHECKED) == _SAID:
        talk.stays = True
        return
    talk.answers[CHECKED], talk.frame.at = UNASKED, ""
    talk.add("company_check.late")


def _reads_date(text: str, talk: Talk) -> Reading[str]:
    return Reading(read_opening_date(text, talk.now.astimezone(KOREA).date()).value.isoformat())


_TITLE = re.compile(r"^\s*대표(?:이사|자)?(?:\s*성?명)?(?:[은는]\s|\s*:|\s)\s*")


def reads_representative(text: str, talk: Talk) -> Reading[str]:
    """A representative's name, with the title before it left out."""
    return read_person_name(_TITLE.sub("", text))


def _shows_date(talk: Talk, value: str) -> str:
    return talk.date(date.fromisoformat(value))


STANDING = Step(
    name=STATE,
    skip_when=_not_asked,
    options=_state_options,
    press=_state_way,
    chooses=_takes_state,
    reads=_reads_state,
    asks=_asks_state,
    then=lambda talk, value: _without_a_trace(talk, value) if value == UNASKED else None,
    answers={standing.STATUS: _state_answered},
    ticks={standing.STATUS_LATE: _state_late},
    alone=True,
    waits=lambda talk: TOLD not in talk.answers,
)
INSTANT_CHECK = (
    Step(
        name=OPENED_ON,
        skip_when=_no_instant_check,
        optional=True,
        reads=_reads_date,
        shows=_shows_date,
        then=lambda talk, value: standing.check(talk),
        clears=(CHECKED,),
        reviewed=True,
        input="numeric",
    ),
    Step(
        name=TYPED_REPRESENTATIVE,
        skip_when=_representative_known,
        reads=reads_representative,
        then=lambda talk, value: standing.check(talk),
        clears=(CHECKED,),
        open=True,
        reviewed=True,
        input="text",
    ),
    Step(
        name=CHECKED,
        skip_when=_not_checked,
        options=_check_options,
        press=_check_way,
        chooses=lambda talk, code: DIFFERS if code == "certificate" else UNASKED,
        asks=_asks_check,
        then=_without_a_trace,
        answers={standing.CHECK: _check_answered},
        ticks={standing.CHECK_LATE: _check_late},
        alone=True,
        waits=lambda talk: talk.frame.notes.get(CHECKED) != _SAID,
    ),
)
