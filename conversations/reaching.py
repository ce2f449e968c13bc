"""Whether a message reaches a company's MASTER, told honestly to who waits for them; others' names are masked."""

from __future__ import annotations

from datetime import datetime

from conversations.catalogue import Html
from conversations.questions.asker import Asker
from membership.masking import mask_name
from storage import companies, members, substitutes, told
from storage.chats import ChatLink
from storage.member_rows import Member
from storage.relations import Relation
from storage.transaction import Transaction


def is_reached(tx: Transaction, member: Member | None) -> bool:
    """Whether some chat of this member's can be reached."""
    return member is not None and bool(_open_chats(tx, member))


def stand_in_reached(tx: Transaction, company_id: int) -> Member | None:
    """Who stands in for the MASTER now, if a chat reaches them."""
    named = substitutes.substitute_of(tx, company_id)
    member = members.by_id(tx, named.member_id) if named else None
    return member if is_reached(tx, member) else None


def told_lines(asker: Asker, relation: Relation) -> list[Html]:
    """When the MASTER was told of an associate, or why not and what to do then."""
    master = companies.master_of(asker.tx, relation.company_id)
    if master is None or not is_reached(asker.tx, master):
        return unreached_lines(asker, relation.company_id)
    return [
        asker.text("reach.told", name=mask_name(master.name), at=asker.moment(_told_at(asker.tx, master, relation)))
    ]


def unreached_lines(asker: Asker, company_id: int) -> list[Html]:
    """Why the MASTER cannot be told, what to do then, and who may approve in their place."""
    lines = [_why_not(asker, companies.master_of(asker.tx, company_id))]
    stand_in = stand_in_reached(asker.tx, company_id)
    return [*lines, asker.text("reach.stand_in", name=mask_name(stand_in.name))] if stand_in else lines


def _why_not(asker: Asker, master: Member | None) -> Html:
    if master is None:
        return asker.text("reach.no_master")
    lost = [link.unreachable_since for link in members.chats_of(asker.tx, master.id) if link.unreachable_since]
    if lost:
        return asker.text("reach.blocked", name=mask_name(master.name), since=asker.date(max(lost)))
    return asker.text("reach.no_chat", name=mask_name(master.name))


def _told_at(tx: Transaction, master: Member, relation: Relation) -> datetime:
    """The last time; where the notice is only about to go out, the moment from which on it could."""
    linked = min(link.linked_at for link in _open_chats(tx, master))
    return told.last(tx, relation.id, master.id) or max(relation.created_at, linked)


def _open_chats(tx: Transaction, member: Member) -> list[ChatLink]:
    return [link for link in members.chats_of(tx, member.id) if link.unreachable_since is None]
