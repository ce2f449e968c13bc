"""Consents as evidence: which text and version, yes or no, when, through which channel. Never changed or deleted."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.schema import consent_documents, consents
from storage.statements import insert_or_ignore
from storage.transaction import Transaction


class DocumentChanged(Exception):
    """A text was changed without a new version; what people answered before would no longer be what they read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer to one text, at the moment and in the chat where it was given."""

    document_id: int
    answer: bool
    answered_at: datetime
    channel: str
    chat: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """An answer that was kept, with the text it answers."""

    id: int
    kind: str
    version: str
    language: str
    sha256: str
    answer: bool
    answered_at: datetime
    channel: str
    chat: str | None


_insert_document = insert_or_ignore(consent_documents)
_document = sa.select(consent_documents.c.id, consent_documents.c.sha256).where(
    consent_documents.c.kind == sa.bindparam("of_kind"),
    consent_documents.c.version == sa.bindparam("of_version"),
    consent_documents.c.language == sa.bindparam("of_language"),
)
_text = sa.select(consent_documents.c.text).where(consent_documents.c.id == sa.bindparam("document"))
_wording = sa.select(consent_documents.c.text).where(
    consent_documents.c.kind == sa.bindparam("of_kind"),
    consent_documents.c.version == sa.bindparam("of_version"),
    consent_documents.c.language == sa.bindparam("of_language"),
)
_insert = sa.insert(consents)
_of_member = (
    sa.select(
        consents.c.id,
        consent_documents.c.kind,
        consent_documents.c.version,
        consent_documents.c.language,
        consent_documents.c.sha256,
        consents.c.answer,
        consents.c.answered_at,
        consents.c.channel,
        consents.c.chat,
    )
    .join(consent_documents)
    .where(consents.c.member_id == sa.bindparam("member"))
    .order_by(consents.c.answered_at, consents.c.id)
)


def document(tx: Transaction, kind: str, version: str, language: str, text: str) -> int:
    """The id of this text, kept on the first call; raises DocumentChanged for another text under the same version."""
    names = {"of_kind": kind, "of_version": version, "of_language": language}
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    row = tx.connection.execute(_document, names).first()
    if row is None:
        values = {"kind": kind, "version": version, "language": language, "sha256": sha256, "text": text}
        tx.connection.execute(_insert_document[tx.dialect], values)
        row = tx.connection.execute(_document, names).one()
    if row.sha256 != sha256:
        raise DocumentChanged(f"{kind} {version} {language}: give the changed text a new version")
    return int(row.id)


def text_of(tx: Transaction, document_id: int) -> str | None:
    """The text as it was answered."""
    text: str | None = tx.connection.execute(_text, {"document": document_id}).scalar()
    return text


def text_in(tx: Transaction, kind: str, version: str, language: str) -> str | None:
    """The text of a document in one of its versions."""
    names = {"of_kind": kind, "of_version": version, "of_language": language}
    text: str | None = tx.connection.execute(_wording, names).scalar()
    return text


def record(tx: Transaction, member_id: int, answers: Sequence[Answer]) -> None:
    """Keeps a member's answers."""
    if answers:
        tx.connection.execute(_insert, [_values(member_id, answer) for answer in answers])


def of_member(tx: Transaction, member_id: int) -> list[Consent]:
    """Everything this member ever answered, oldest first; of one kind the last answer counts."""
    return [Consent(**row) for row in tx.connection.execute(_of_member, {"member": member_id}).mappings()]


def _values(member_id: int, answer: Answer) -> dict[str, object]:
    return {
        "member_id": member_id,
        "document_id": answer.document_id,
        "answer": answer.answer,
        "answered_at": answer.answered_at,
        "channel": answer.channel,
        "chat": answer.chat,
    }
