"""What reaches a conversation: one thing a person did, a service answered, or a clock rang."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Chat:
    """Where a conversation takes place: the messenger's name and its own id for the chat."""

    channel: str
    id: str


class Kind(StrEnum):
    """The kinds of event that a conversation understands."""

    TEXT = "text"
    COMMAND = "command"
    PRESS = "press"
    CONTACT = "contact"
    FILE = "file"
    OTHER = "other"
    EDITED = "edited"
    ANSWER = "answer"
    TICK = "tick"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file as the messenger describes it, before anybody has read it; `size` is in bytes."""

    id: str
    way: str
    media_type: str
    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event.

    `name` is a command's name, a service's or a tick's name, or what an unreadable message was; `sender` the
    messenger's own id of who did it, `reply_text` the message that this one answers. `typed` is a command as it was
    typed, `to` the bot that it names; `beside` are the words of a message that are not its text: in a contact, a poll,
    a quote, a file's name. `album` is common to the files of one album. Of a page (see `conversations/pages`) `name` is
    what it does: "open", "answers", "view" or "leave". `prepared`: see `conversations/talk.Needs`.
    """

    chat: Chat
    kind: Kind
    at: datetime
    lang: str | None = None
    text: str = ""
    name: str = ""
    message_id: int | None = None
    press: str = ""
    phone: str | None = None
    attachment: Attachment | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    private: bool = True
    sender: str = ""
    reply_text: str = ""
    typed: str = ""
    to: str = ""
    beside: tuple[str, ...] = ()
    album: str = ""
    prepared: Mapping[Any, Any] = field(default_factory=dict)

    @property
    def from_person(self) -> bool:
        """Whether a person sent it, rather than a service or a clock."""
        return self.kind not in (Kind.ANSWER, Kind.TICK)

    @property
    def everything(self) -> tuple[str, ...]:
        """Every text in the message, wherever in it."""
        words = (self.name, self.text, self.typed, *self.beside, self.attachment.name if self.attachment else "")
        return tuple(filter(None, words))

    def as_words(self) -> Event:
        """A command taken as the text that it is; anything else as it is."""
        if self.kind is not Kind.COMMAND:
            return self
        return replace(self, kind=Kind.TEXT, name="", text=self.typed or f"/{self.name} {self.text}".strip())
