"""How a company stands with the tax office: what is known, what is asked, and what follows for the certificate."""

from __future__ import annotations

from typing import Any

from conversations.state import Answers
from conversations.talk import Talk
from membership import limits
from storage import company_status, daily_counts
from storage.company_status import Standing
from storage.daily_counts import ALL

STATUS, CHECK = "company.status", "company.matches"
STATUS_LATE, CHECK_LATE = "company_state_late", "company_check_late"
# Answers: what counts as the state; that it was asked; what the tax office said; the opening date; what came of it.
STATE, ASKED, TOLD = "company_state", "company_state_asked", "company_state_told"
OPENED_ON, CHECKED = "company_opened_on", "company_check"
# Of a registered company the person types the representative for the check alone: it is not shown to them.
REPRESENTATIVE, TYPED_REPRESENTATIVE = "company_representative", "company_check_representative"
ACTIVE, UNASKED = "active", "unasked"
MATCHES, DIFFERS = "matches", "differs"


def is_doubtful(answers: Answers) -> bool:
    """The tax office says that the company does not trade, and the person that it does: staff will see."""
    return answers.get(STATE) in ("suspended", "closed", "unknown")


def is_checked(answers: Answers) -> bool:
    """The tax office knows this number under this representative and opening date: no certificate is needed."""
    return answers.get(CHECKED) == MATCHES


def representative(answers: Answers) -> str | None:
    """Who the person says represents the company."""
    typed: str | None = answers.get(TYPED_REPRESENTATIVE) or answers.get(REPRESENTATIVE)
    return typed


def ask(talk: Talk, number: str) -> None:
    """Has the tax office asked how a number stands, unless that is known; without a service nothing happens."""
    if STATUS not in talk.around.services:
        return
    talk.answers[ASKED] = True
    known = company_status.fresh(talk.tx, number)
    if known is not None:
        take(talk, known)
    elif daily_counts.spend(talk.tx, STATUS, _status_limits(talk)):
        talk.call(STATUS, {"number": number})
        talk.later(STATUS_LATE, talk.now + limits.SERVICE_PATIENCE, {"number": number})
    else:
        talk.answers[STATE] = UNASKED


def take(talk: Talk, standing: Standing) -> None:
    """A company that trades is noted and the form goes on; any other is told, and asked about."""
    closed_on = standing.closed_on.isoformat() if standing.closed_on else None
    talk.answers[TOLD] = {"state": standing.state, "closed_on": closed_on}
    if standing.state == ACTIVE:
        talk.answers[STATE] = ACTIVE
        talk.add("company_state.active")


def turns_out(talk: Talk) -> bool:
    """Before the submit: whether the tax office has answered late, and that the company does not trade."""
    if talk.answers.get(STATE) != UNASKED:
        return False
    known = company_status.fresh(talk.tx, talk.answers["company_number"])
    if known is None or known.state == ACTIVE:
        return False
    talk.answers.pop(STATE)
    talk.answers.pop("review", None)
    take(talk, known)
    return True


def check(talk: Talk) -> None:
    """Has number, opening date and representative checked; few times a day, so that nobody guesses them."""
    talk.answers.pop(CHECKED, None)
    if talk.answers.get(OPENED_ON) is None or representative(talk.answers) is None:
        return
    question = checked_question(talk.answers)
    if daily_counts.spend(talk.tx, CHECK, _check_limits(talk)):
        talk.call(CHECK, question)
        talk.later(CHECK_LATE, talk.now + limits.SERVICE_PATIENCE, question)
    else:
        talk.answers[CHECKED] = UNASKED
        talk.add("company_check.too_often")


def checked_question(answers: Answers) -> dict[str, Any]:
    """What is checked now; an answer to anything else is late."""
    return {
        "number": answers.get("company_number"),
        "opened_on": answers.get(OPENED_ON),
        "representative": representative(answers),
    }


def _status_limits(talk: Talk) -> dict[str, int]:
    return {_chat(talk): limits.COMPANY_LOOK_UPS_PER_CHAT_A_DAY, ALL: limits.COMPANY_LOOK_UPS_A_DAY}


def _check_limits(talk: Talk) -> dict[str, int]:
    number = f"number:{talk.answers['company_number']}"
    return {
        _chat(talk): limits.COMPANY_CHECKS_PER_CHAT_A_DAY,
        number: limits.COMPANY_CHECKS_PER_NUMBER_A_DAY,
        ALL: limits.COMPANY_LOOK_UPS_A_DAY,
    }


def _chat(talk: Talk) -> str:
    return f"{talk.chat.channel}:{talk.chat.id}"
