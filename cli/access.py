"""Who is at the terminal: a look at a person's data is written to the access log before anything is shown."""

from __future__ import annotations

import os
import pwd
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.transaction import Transaction


def note_look(tx: Transaction, action: str, member_id: int) -> None:
    """Writes that this member of staff looks at that member's data."""
    from storage import access

    access.log(
        tx,
        actor_kind="staff",
        actor=user_name(),
        action=action,
        channel="command line",
        subject_member_id=member_id,
    )


def user_name() -> str:
    """The user of the operating system; whoever became root through sudo is named, too."""
    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = f"uid {os.getuid()}"
    before = os.environ.get("SUDO_USER")
    return f"{before} as {name}" if before and before != name else name
