"""What a page shows: plain data, of which the server makes JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FORM, PASSWORD = "form", "password"
SKIP = "_skip"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what is posted for it, and its words."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Asking:
    """An answer that is asked back before it counts; the code of a choice settles it."""

    question: str
    options: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a page.

    kind: "text", "choice", "secret", or "note", which takes no answer. `options`: the choices, also beside a text.
    question, problem: HTML of Telegram's tags. `value`: the answer in words, of a choice its code, never a secret.
    help: HTML, for who asks for more by the words `help_label`. doubt: has to be settled before the answer counts.
    inputmode, autocomplete: HTML's attributes. until: when what is asked for ends, in seconds since 1970; 0: never.
    """

    name: str
    label: str
    question: str
    kind: str
    options: tuple[Choice, ...] = ()
    value: str = ""
    answered: bool = False
    optional: bool = False
    help: str = ""
    help_label: str = ""
    problem: str = ""
    doubt: Asking | None = None
    inputmode: str = ""
    autocomplete: str = ""
    until: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A page as it is to be shown now.

    flow: what it is of. now: the moment, by the clock that a field's `until` goes by.
    number, total: which question of how many the page is at. `notes`: HTML, to be read first.
    waiting: an outside service is being asked, so that the view is worth another look soon.
    over: there is nothing to be answered here any more; `ending` is HTML and says why, and what to do now.
    """

    language: str
    flow: str = ""
    now: float = 0
    title: str = ""
    number: int = 0
    total: int = 0
    notes: tuple[str, ...] = ()
    fields: tuple[Field, ...] = ()
    waiting: bool = False
    over: bool = False
    ending: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
