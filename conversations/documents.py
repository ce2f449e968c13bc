"""The documents that people agree to, in full and by version, as they are kept for evidence."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from conversations.catalogue import Html, escape
from storage import consents
from storage.transaction import Transaction

VERSION = "2026-11-22"
KINDS = ("abroad", "terms", "privacy", "optional_items", "marketing", "identity")
LONGEST_MESSAGE = 4000  # characters; a message holds 4096, and escaping makes some longer
_FOLDER = Path(__file__).parent / "texts" / "documents"


@cache
def document(kind: str, language: str) -> str:
    """The wording of a document in one language."""
    return (_FOLDER / f"{kind}.{language}.txt").read_text("utf-8").strip()


def kept(tx: Transaction, kind: str, language: str) -> int:
    """The store's id of a document as it is worded now: an answer to it refers to what the person could read."""
    return consents.document(tx, kind, VERSION, language, document(kind, language))


def full_text(kind: str, language: str) -> list[Html]:
    """A document as it is worded now, as messages."""
    return messages_of(document(kind, language))


def messages_of(text: str) -> list[Html]:
    """A document's wording as messages, split between paragraphs where it is too long for one."""
    messages: list[str] = []
    for paragraph in text.split("\n\n"):
        shown = escape(paragraph)
        if messages and len(messages[-1]) + len(shown) + 2 <= LONGEST_MESSAGE:
            messages[-1] += "\n\n" + shown
        else:
            messages.append(shown)
    return [_with_bold_title(message) if number == 0 else Html(message) for number, message in enumerate(messages)]


def _with_bold_title(message: str) -> Html:
    title, _, rest = message.partition("\n")
    return Html(f"<b>{title}</b>\n{rest}")
