"""What a person sees in the chat: the questions, and which step of the sign-up each asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from conversations.catalogue import LANGUAGES, texts
from conversations.flows.sign_up import SIGN_UP

JSON = dict[str, Any]
FINISHED = "🎉"
_HEADING = re.compile(r"^\[\d+/\d+\] (.+)$", re.MULTILINE)
_TOKEN = re.compile(r"([0-9a-f]+)\.(.+)")


@dataclass(frozen=True, slots=True)
class Button:
    """A button: what it says, and what it carries."""

    label: str
    data: str


@dataclass(frozen=True, slots=True)
class Card:
    """A question as it stands in the chat; `turn` grows with each, and is 0 where the card has no buttons."""

    message_id: int
    text: str
    step: str
    turn: int
    buttons: dict[str, Button]
    link: str

    @property
    def question(self) -> tuple[str, int]:
        """By this one question is told from another, however often it is drawn."""
        return self.step, self.turn


def newest(messages: list[JSON]) -> Card | None:
    """The lowest question in the chat, which is where a person looks."""
    return next((card for message in reversed(messages) if (card := card_of(message))), None)


def card_of(message: JSON) -> Card | None:
    """The question that a message asks; None for a notice, and for a card whose buttons were taken away."""
    if not message["from_bot"]:
        return None
    return read_card(message.get("text", ""), message.get("reply_markup") or {}, message["message_id"])


def read_card(text: str, markup: JSON, message_id: int = 0) -> Card | None:
    """The question of a message's text and keyboard."""
    step, keys = _step(text), [key for row in markup.get("inline_keyboard", []) for key in row]
    tokens = [(_TOKEN.fullmatch(key["callback_data"]), key) for key in keys if "callback_data" in key]
    buttons = {found[2]: Button(key["text"], key["callback_data"]) for found, key in tokens if found}
    if buttons:
        turn = int(next(found[1] for found, _ in tokens if found), 16)
        link = next((key["url"] for key in keys if "url" in key), "")
        return Card(message_id, text, step or "menu", turn, buttons, link)
    # The keyboard that shares one's number lies below the chat and not under the message.
    return Card(message_id, text, step, 0, {}, "") if step == "phone" else None


def _step(text: str) -> str:
    headings = _HEADING.findall(text)
    return _labels()[headings[-1]] if headings else ""


@cache
def _labels() -> dict[str, str]:
    # Two steps ask for nationality under one label; the crowd only ever meets the first of them.
    named = reversed([step.name for step in SIGN_UP.steps])
    return {texts(language).plain(f"step.{name}.label"): name for name in named for language in LANGUAGES}
