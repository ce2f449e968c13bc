"""What a conversation wants to leave the process: words for people, calls to services, and things due later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversations.catalogue import Html
from conversations.events import Chat


@dataclass(frozen=True, slots=True)
class Button:
    """One button: `press` comes back as an event, `url` opens a page, `web_app` one of our own inside the messenger."""

    text: str
    press: str = ""
    url: str = ""
    web_app: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The question a chat is at; `edit` changes the present card in place, otherwise a new one replaces it.

    `contact`: words of a reply button that shares the person's own number; `words`: reply buttons beside it.
    """

    text: Html
    rows: Rows = ()
    edit: bool = False
    contact: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A message of its own, to this chat or (with `chat`) to another one; may close an open reply keyboard.

    `rows`: buttons that may be pressed at any time, also long after; each press is judged by the store as it is then.
    `file`: the messenger's own id of a file that goes with it, and how: ("photo" or "document", id).
    """

    text: Html
    chat: Chat | None = None
    closes_keyboard: bool = False
    rows: Rows = ()
    file: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file of our own making for this chat: its name, its content, and what is said with it."""

    name: str
    content: str
    caption: Html


@dataclass(frozen=True, slots=True)
class Amend:
    """What the pressed message, which is no card, says from now on."""

    text: Html
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Toast:
    """A few plain words shown over the chat in answer to a press."""

    text: str


@dataclass(frozen=True, slots=True)
class Erase:
    """A message of the person's that has to vanish from the chat."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Call:
    """A request to an outside service; what it answers comes back as an event of the same name."""

    service: str
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """Something that comes back as a tick when it is due, to this conversation or (with `chat`) to another one."""

    name: str
    due: datetime
    data: Mapping[str, Any] = field(default_factory=dict)
    chat: Chat | None = None


Saying = Card | Note | Document | Amend | Toast | Erase | Call | Later
