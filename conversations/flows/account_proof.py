"""Proving that an account is one's own by the identity check of the sign-up (KOTRA 회원가입 매뉴얼, I-5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from conversations import abandoning
from conversations.beginnings import only_way
from conversations.flow import Skip, Step, never
from conversations.flows import consents, identity
from conversations.state import Answers
from conversations.talk import Talk

Then = Callable[[Talk], None]
FINDERS = identity.FINDERS


def proof_steps(then: Then, when_not: Skip = never) -> tuple[Step, ...]:
    """The steps of an identity check, not asked where `when_not` holds; `then` follows once the person is known.

    Who gives personal data in a chat that speaks for nobody is told first where it goes (PIPA, article 28-8).
    """
    notice = replace(consents.AGE, skip_when=either(when_not, is_known), asks=lambda talk: {"variant": "account"})
    asked = (replace(step, skip_when=either(when_not, step.skip_when)) for step in identity.IDENTITY)
    return notice, *(_followed(step, then) for step in asked)


def is_known(answers: Answers) -> bool:
    """The chat speaks for a member already."""
    return bool(answers.get("known"))


def either(one: Skip, other: Skip) -> Skip:
    """Not asked where the one or the other says so."""
    if never in (one, other):
        return other if one is never else one

    def skip(answers: Answers) -> bool:
        return one(answers) or other(answers)

    skip.__doc__ = one.__doc__
    return skip


def begin(talk: Talk, flow: str, **answers: Any) -> None:
    """Enters a flow about the person's own account; what is left in it for a day is erased."""
    known = {"known": True} if talk.member else {}
    talk.begin(flow, **known, **only_way(talk), **answers)
    abandoning.begin(talk)


def only_check(talk: Talk) -> None:
    """Where no SMS can be sent there is nothing to choose, and the person is told how it goes instead."""
    if not talk.sends_sms:
        talk.answers["reset_way"] = "identity"
        talk.add("reset.no_sms")


def _followed(step: Step, then: Then) -> Step:
    """The same step, with what follows once a check has ended well in it."""
    answers: Mapping[str, Then] = {name: _after(handler, then) for name, handler in step.answers.items()}
    if step.then is None:
        return replace(step, answers=answers)
    own = step.then

    def follow(talk: Talk, value: Any) -> None:
        _after(lambda talk: own(talk, value), then)(talk)

    return replace(step, answers=answers, then=follow)


def _after(handler: Then, then: Then) -> Then:
    def act(talk: Talk) -> None:
        frame, verified_before = talk.frame, bool(talk.answers.get("verified"))
        handler(talk)
        still_here = any(frame is one for one in talk.state.frames)
        if still_here and frame is talk.frame and talk.answers.get("verified") and not verified_before:
            then(talk)

    return act
