"""By whom and why a relation was ended, as the record of decisions has it, also where several ends are still untold."""

from __future__ import annotations

import sqlalchemy as sa

from storage import decisions
from storage.decisions import Action, Decision
from storage.events import StoreEvent
from storage.schema import store_events
from storage.transaction import Transaction

# What says nothing of belonging, and may be noted about somebody who is gone already or is just going.
BESIDES = (Action.SUBSTITUTE_NAMED, Action.SUBSTITUTE_ENDED, Action.CERTIFICATE_CONFIRMED)
ENDINGS = (Action.ENDED, Action.LEFT, Action.REQUEST_WITHDRAWN, Action.CERTIFICATE_REJECTED)

_t = store_events.c
_later = sa.select(_t.kind).where(
    _t.kind.in_(("relation_ended", "associate_joined", "master_joined")),
    _t.company_id == sa.bindparam("company"),
    _t.member_id == sa.bindparam("member"),
    _t.id > sa.bindparam("event"),
)


def decided(tx: Transaction, event: StoreEvent) -> Decision | None:
    """The decision that a "relation_ended" came of; None where its writer left no line in the record.

    A member may have come back and gone again meanwhile: each end has its own line, in the order of the events.
    """
    if event.member_id is None:
        return None
    values = {"company": event.company_id, "member": event.member_id, "event": event.id}
    later = tx.connection.execute(_later, values).scalars().all()
    lines = [one for one in decisions.of_member(tx, event.member_id) if one.company_id == event.company_id]
    lines = [one for one in lines if one.action not in BESIDES]
    if not later:
        return lines[0] if lines and lines[0].action in ENDINGS else None
    ends = [one for one in lines if one.action in ENDINGS]
    since = later.count("relation_ended")
    return ends[since] if since < len(ends) else None
