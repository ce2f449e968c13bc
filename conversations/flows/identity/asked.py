"""The check on a provider's page that a chat waits for, or has just had."""

from __future__ import annotations

from conversations.flows.identity.page import PAGE
from conversations.state import Frame, State
from storage import identity
from storage.conversations import ConversationRow
from storage.identity import IdentityCheck
from storage.transaction import Transaction


def asked(tx: Transaction, row: ConversationRow) -> IdentityCheck | None:
    """The check whose page the person is to open now, also while a question lies over it; None where there is none."""
    frame = next((frame for frame in reversed(_frames(row)) if frame.at == PAGE.name), None)
    check = _check(tx, frame)
    return check if check and check.status == "started" and check.method == "ipin" else None


def passed(tx: Transaction, row: ConversationRow) -> bool:
    """Whether the person of this chat has just proved who they are, in a flow that goes on."""
    checks = (_check(tx, frame) for frame in _frames(row) if frame.at != PAGE.name)
    return any(check is not None and check.status == "verified" for check in checks)


def _frames(row: ConversationRow) -> list[Frame]:
    return State.from_bytes(row.state).frames if row.state else []


def _check(tx: Transaction, frame: Frame | None) -> IdentityCheck | None:
    return identity.by_id(tx, frame.answers.get("check", 0)) if frame else None
