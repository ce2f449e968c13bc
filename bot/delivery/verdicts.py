"""What an error of the Bot API means for the call that met it."""

import re
from dataclasses import dataclass
from typing import Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError

from bot.results import seconds_of

# The call's aim is reached already, or can no longer be: repeated edits and deletions after a crash end here.
_HARMLESS = (
    "message is not modified",
    "message to delete not found",
    "message can't be deleted",
    "message to edit not found",
    "query is too old",
)
# The words of an edit are lost with the message that they were to stand in.
_WORDS_LOST = "message to edit not found"
# It is not what is said that is refused: saying it more plainly would not help.
_NOBODY_THERE = (
    "chat not found",
    "peer_id_invalid",
    "user not found",
    "not enough rights",
    "have no rights",
    "need administrator rights",
    "chat_write_forbidden",
)

BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """done: nothing is left to do; wait: Telegram wants `seconds` of quiet; again: this chat pauses.

    refused: said more plainly it may pass; aside: never tried again; blocked: the chat is closed.
    """

    kind: Literal["done", "wait", "again", "refused", "aside", "blocked"]
    reason: str
    seconds: float = 0.0


def judge(error: TelegramError, method: str) -> Verdict:
    """Judges an error that a call of this method met; the reason quotes nothing of what was sent."""
    reason = f"{type(error).__name__}: {_unquoted(error.message)}"
    if isinstance(error, RetryAfter):
        return Verdict("wait", reason, seconds_of(error))
    if isinstance(error, Forbidden):
        return Verdict("blocked", BLOCKED)
    if isinstance(error, ChatMigrated):
        return Verdict("aside", "the group has become a supergroup")
    # python-telegram-bot's BadRequest is a NetworkError too.
    if isinstance(error, BadRequest):
        return Verdict(_refusal(error.message.lower(), method), reason)
    return Verdict("again", reason)


def _refusal(told: str, method: str) -> Literal["done", "refused", "aside"]:
    if method == "editMessageText" and _WORDS_LOST in told:
        return "refused"
    if any(words in told for words in _HARMLESS):
        return "done"
    return "aside" if any(words in told for words in _NOBODY_THERE) else "refused"


def _unquoted(text: str) -> str:
    return re.sub(r'"[^"]*"?', '"…"', text)[:200]
