"""What an error of the Bot API means for the call that met it."""

import re
from dataclasses import dataclass
from typing import Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.transport import seconds_of

# The call's aim is reached already, or can no longer be: repeated edits and deletions after a crash end here.
_HARMLESS = (
    "message is not modified",
    "message to delete not found",
    "message can't be deleted",
    "message to edit not found",
    "query is too old",
)

BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """done: nothing is left to do; wait: all pause for `seconds`; again: this chat pauses; blocked: it is closed."""

    kind: Literal["done", "wait", "again", "aside", "blocked"]
    reason: str
    seconds: float = 0.0


def judge(error: TelegramError) -> Verdict:
    """Judges an error; the reason quotes nothing of what was sent."""
    reason = f"{type(error).__name__}: {_unquoted(error.message)}"
    if isinstance(error, RetryAfter):
        return Verdict("wait", reason, seconds_of(error))
    if isinstance(error, Forbidden):
        return Verdict("blocked", BLOCKED)
    if isinstance(error, ChatMigrated):
        return Verdict("aside", "the group has become a supergroup")
    # python-telegram-bot's BadRequest is a NetworkError too.
    if isinstance(error, BadRequest):
        harmless = any(words in error.message.lower() for words in _HARMLESS)
        return Verdict("done" if harmless else "aside", reason)
    return Verdict("again", reason)


def _unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"?', '"…"', text)[:200]
