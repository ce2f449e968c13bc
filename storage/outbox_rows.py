"""Rows of the outbox as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRow:
    """Something to send: `payload` is its finished JSON, `due_at` None means now.

    `about` is the id of an earlier row whose sent message this call edits or deletes; a row with `keep` stays
    after it was sent, with its message_id, so that later rows can be about it.
    """

    channel: str
    chat: str
    route: str
    method: str
    payload: bytes
    about: int | None = None
    keep: bool = False
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Something to send, with its id; `leased_by` is the worker that may send it, None where nobody may yet.

    `due_in` is how long it waited still to be due when it was put in or claimed.
    """

    id: int
    channel: str
    chat: str
    route: str
    method: str
    payload: bytes
    about: int | None
    keep: bool
    due_at: datetime
    leased_by: str | None
    attempts: int
    due_in: timedelta = timedelta(0)

    @classmethod
    def added(cls, row_id: int, row: NewRow, worker: str | None, now: datetime) -> Self:
        """The row as it was put in at this moment."""
        due_at = row.due_at or now
        return cls(
            id=row_id,
            channel=row.channel,
            chat=row.chat,
            route=row.route,
            method=row.method,
            payload=row.payload,
            about=row.about,
            keep=row.keep,
            due_at=due_at,
            leased_by=worker,
            attempts=0,
            due_in=max(timedelta(0), due_at - now),
        )


def bound_to(channel: str, chat: str) -> str:
    """What the seal of a payload is bound to."""
    return f"outbox:{channel}:{chat}"
