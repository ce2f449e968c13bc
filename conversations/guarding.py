"""What must not stay in a chat: resident registration numbers, and whatever is sent where a secret is asked."""

from __future__ import annotations

from conversations import commands
from conversations.events import Event, Kind
from conversations.flow import Step
from conversations.talk import Talk
from conversations.words import navigation
from membership.reading.digits import digits_only
from membership.reading.numbers import CORPORATE_DIGITS
from membership.reading.tidy import plain_digits
from membership.resident import contains_resident_number, is_resident_number_in_corporate_field

CORPORATE = "company_corporate_number"  # the step whose answer has the shape of a resident registration number


def holds_resident_number(event: Event, step: Step) -> bool:
    """Whether a resident registration number stands anywhere in a message (PIPA, article 24-2)."""
    return any(is_resident_number(words, step) for words in event.everything)


def is_resident_number(words: str, step: Step) -> bool:
    """Whether these words, given as the answer to a step, hold one."""
    if step.name == CORPORATE and len(digits := digits_only(plain_digits(words))) == CORPORATE_DIGITS:
        return is_resident_number_in_corporate_field(digits)
    return contains_resident_number(words)


def guard_secret(talk: Talk) -> None:
    """Where a secret is asked: deletes what was sent, as what or in whatever words, unless it is plainly no secret.

    A command that nobody knows is a password that begins with a slash.
    """
    if not _is_harmless(talk.event):
        talk.erase()
        talk.event = talk.event.as_words()


def _is_harmless(event: Event) -> bool:
    if event.kind is Kind.COMMAND:
        return commands.is_known(event.name)
    return event.kind is Kind.PRESS or (event.kind is Kind.TEXT and navigation(event.text) is not None)
