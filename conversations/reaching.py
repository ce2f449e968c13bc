"""Whether a message reaches a company's MASTER, told honestly to who waits for them; others' names are masked."""

from __future__ import annotations

from datetime import datetime

from conversations.catalogue import Html
from conversations.talk import Talk
from membership.masking import mask_name
from storage import companies, events, members, substitutes
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


def told_lines(talk: Talk, relation: Relation) -> list[Html]:
    """When the MASTER was told of an associate, or why not and what to do then."""
    master = companies.master_of(talk.tx, relation.company_id)
    if master is None or not is_reached(talk.tx, master):
        return unreached_lines(talk, relation.company_id)
    return [talk.text("reach.told", name=mask_name(master.name), at=talk.moment(_told_at(talk.tx, master, relation)))]


def unreached_lines(talk: Talk, company_id: int) -> list[Html]:
    """Why the MASTER cannot be told, what to do then, and who may approve in their place."""
    lines = [_why_not(talk, companies.master_of(talk.tx, company_id))]
    stand_in = stand_in_reached(talk.tx, company_id)
    return [*lines, talk.text("reach.stand_in", name=mask_name(stand_in.name))] if stand_in else lines


def _why_not(talk: Talk, master: Member | None) -> Html:
    if master is None:
        return talk.text("reach.no_master")
    lost = [link.unreachable_since for link in members.chats_of(talk.tx, master.id) if link.unreachable_since]
    if lost:
        return talk.text("reach.blocked", name=mask_name(master.name), since=talk.date(max(lost)))
    return talk.text("reach.no_chat", name=mask_name(master.name))


def _told_at(tx: Transaction, master: Member, relation: Relation) -> datetime:
    """The last time; events are forgotten after some days, but reminders go on."""
    told = events.told_at(tx, relation.id, master.id, relation.created_at)
    known = [moment for moment in (told, relation.reminded_at) if moment]
    linked = min(link.linked_at for link in _open_chats(tx, master))
    return max(known) if known else max(relation.created_at, linked)


def _open_chats(tx: Transaction, member: Member) -> list[ChatLink]:
    return [link for link in members.chats_of(tx, member.id) if link.unreachable_since is None]
