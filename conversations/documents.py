"""The documents that people agree to, in full and by version, as they are kept for evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from conversations.catalogue import Html, escape
from storage import consents
from storage.transaction import Transaction

# A changed text needs a new version; what was answered to an older one stays as it is (docs/store.md).
VERSIONS: Mapping[str, str] = {
    "abroad": "2026-11-22-2",
    "terms": "2026-11-22",
    "privacy": "2026-11-22-2",
    "optional_items": "2026-11-22-2",
    "marketing": "2026-11-22-2",
    "identity": "2026-11-22-2",
}
KINDS = tuple(VERSIONS)
ON_PERSONAL_DATA = ("privacy", "abroad")
_UNNAMED = "2026-11-22"  # the version of what was answered before answers named theirs
LONGEST_MESSAGE = 4000  # characters; a message holds 4096, and escaping makes some longer
_FOLDER = Path(__file__).parent / "texts" / "documents"


@cache
def document(kind: str, language: str) -> str:
    """The wording of a document in one language."""
    return (_FOLDER / f"{kind}.{language}.txt").read_text("utf-8").strip()


def kept(tx: Transaction, kind: str, language: str) -> int:
    """The store's id of a document as it is worded now: an answer to it refers to what the person could read."""
    return consents.document(tx, kind, VERSIONS[kind], language, document(kind, language))


def stamp(tx: Transaction, kind: str, language: str, answer: bool, at: datetime) -> dict[str, Any]:
    """An answer as it is kept until the submit: to which text, in which version, yes or no, when."""
    kept_as = kept(tx, kind, language)
    return {"answer": answer, "at": at.isoformat(), "document": kept_as, "version": VERSIONS[kind]}


def is_changed(kind: str, stamp: Mapping[str, Any]) -> bool:
    """Whether a document has another version than when it was answered."""
    return bool(stamp.get("version", _UNNAMED) != VERSIONS[kind])


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
