"""Finds examples that contradict one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from conversations.questions import examples
from conversations.questions.english import english_words
from conversations.questions.examples import BadExample, Example
from conversations.questions.intents import Intent
from conversations.questions.normalising import normalised

_SLOTS = {
    Intent.CAN_I_USE: frozenset({"service"}),
    Intent.GRADE_SERVICES: frozenset({"grade", "service"}),
}


def findings() -> list[str]:
    """A line for every question that two intents claim, whose intent takes no slots, and for intents without any."""
    try:
        told = examples.load()
    except BadExample as error:
        return [str(error)]
    return [*_claimed(told), *_misplaced(told), *_missing(told)]


def _claimed(told: Sequence[Example]) -> list[str]:
    """The same words, spaces, punctuation and the keyboard's state aside, under two intents or with other slots."""
    claims = defaultdict(list)
    for example in told:
        claims[normalised(example.question, english_words()).replace(" ", "") or example.question].append(example)
    return [_line(claim) for claim in claims.values() if len({(one.intent, one.slots) for one in claim}) > 1]


def _line(claim: Sequence[Example]) -> str:
    names = ", ".join(sorted({f"{one.intent.value} {one.slots.plain() or ''}".strip() for one in claim}))
    return f"{claim[0].question!r} is claimed by {names}"


def _misplaced(told: Sequence[Example]) -> list[str]:
    """Slots where no answer looks at them."""
    stray = [one for one in told if one.slots.plain().keys() - _SLOTS.get(one.intent, frozenset())]
    return [f"{one.question!r} has slots that {one.intent.value} does not take" for one in stray]


def _missing(told: Sequence[Example]) -> list[str]:
    known = {example.intent for example in told}
    return [f"{intent.value} has no examples" for intent in Intent if intent not in known]
