"""Who is MASTER: handing over [MASTER 권한 넘기기], appointing, a substitute (manual, "KOTRA 회원분류")."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from membership.grades import Grade, Service
from storage import access, companies, decisions, offers, relations, substitutes
from storage.authority import NotAllowed, require
from storage.decisions import Action, By, Decider
from storage.offers import Offer
from storage.oversight import UnreachableMaster, unreachable
from storage.relations import Relation
from storage.substitutes import Substitute, named_in, substitute_of
from storage.transaction import Transaction
from storage.waiting import LongWaiting, oldest_waiting

__all__ = [
    "Answered",
    "LongWaiting",
    "NotRegular",
    "Offer",
    "OfferOpen",
    "Substitute",
    "UnreachableMaster",
    "accept",
    "appoint",
    "decline",
    "end_substitute",
    "expire_offers",
    "name_substitute",
    "named_in",
    "offer",
    "oldest_waiting",
    "substitute_of",
    "unreachable",
    "withdraw_offer",
]


class NotRegular(Exception):
    """Who was to be named is no regular member of the company now."""


class OfferOpen(Exception):
    """The company has an offer that is not answered yet."""

    def __init__(self, offer: Offer) -> None:
        super().__init__(offer.id)
        self.offer = offer


class Answered(StrEnum):
    """What came of an answer to an offer; everything but DONE has changed no grade."""

    DONE = "done"
    GONE = "gone"  # there is no such offer
    ALREADY = "already"  # it was accepted or declined before
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    NO_LONGER = "no_longer"  # the giver is MASTER, or the receiver regular, no more


_CLOSED = {
    "accepted": Answered.ALREADY,
    "declined": Answered.ALREADY,
    "expired": Answered.EXPIRED,
    "withdrawn": Answered.WITHDRAWN,
}


def offer(tx: Transaction, master_id: int | None, to_member_id: int) -> Offer:
    """Offers to hand MASTER over to a regular member, for 72 hours; raises NotAllowed, NotRegular, OfferOpen."""
    authority = require(tx, master_id, Service.MASTER_TRANSFER)
    company_id = authority.company.id
    _regular(tx, company_id, to_member_id)
    offers.lapse(tx, company_id)
    offers.withdraw_stale(tx, company_id)
    if (found := offers.open_of(tx, company_id)) is not None:
        raise OfferOpen(found)
    return offers.add(tx, company_id, authority.member.id, to_member_id)


def accept(tx: Transaction, member_id: int | None, offer_id: int) -> Answered:
    """The receiver becomes MASTER and the giver regular, at once, if both are what they were; raises NotAllowed."""
    found = _to_me(tx, member_id, offer_id)
    if found is None:
        return Answered.GONE
    if found.status != "offered":
        return _CLOSED[found.status]
    if found.expires_at <= tx.now:
        return Answered.EXPIRED
    giver, receiver = relations.master_of(tx, found.company_id), relations.of_member(tx, found.to_member_id)
    if not _still_good(found, giver, receiver):
        return _closed(tx, found, "withdrawn", Answered.NO_LONGER)
    assert giver is not None
    assert receiver is not None
    return _hand_over(tx, found, giver, receiver)


def decline(tx: Transaction, member_id: int | None, offer_id: int) -> Answered:
    """The receiver does not want to be MASTER; raises NotAllowed."""
    found = _to_me(tx, member_id, offer_id)
    if found is None:
        return Answered.GONE
    if found.status != "offered":
        return _CLOSED[found.status]
    return Answered.EXPIRED if found.expires_at <= tx.now else _closed(tx, found, "declined", Answered.DONE)


def withdraw_offer(tx: Transaction, master_id: int | None, offer_id: int) -> Answered:
    """The MASTER takes an offer back; raises NotAllowed."""
    authority = require(tx, master_id, Service.MASTER_TRANSFER)
    found = offers.by_id(tx, offer_id)
    if found is None:
        return Answered.GONE
    if found.company_id != authority.company.id:
        raise NotAllowed("other_company", found.to_member_id)
    return _closed(tx, found, "withdrawn", Answered.DONE) if found.status == "offered" else _CLOSED[found.status]


def expire_offers(tx: Transaction) -> list[Offer]:
    """Ends the offers that nobody answered in 72 hours, and gives them, so that both are told: each once."""
    return offers.expire(tx)


def appoint(tx: Transaction, company_id: int, member_id: int, staff: str, channel: str = "staff") -> bool:
    """Staff make any member of the company its MASTER, and a MASTER who is there regular; False when they are it.

    Raises LookupError for who does not belong to the company.
    """
    companies.lock(tx, company_id)
    chosen, before = relations.of_member(tx, member_id), relations.master_of(tx, company_id)
    if chosen is None or chosen.company_id != company_id:
        raise LookupError(f"member {member_id} does not belong to company {company_id}")
    if chosen.grade is Grade.MASTER:
        return False
    if not _swap(tx, before, chosen):
        return appoint(tx, company_id, member_id, staff, channel)
    offers.withdraw_stale(tx, company_id)
    decisions.record(tx, company_id, member_id, Action.MASTER_APPOINTED, Decider.of_staff(staff))
    access.log(
        tx, actor_kind="staff", actor=staff, action="appointed MASTER", channel=channel, subject_member_id=member_id
    )
    return True


def name_substitute(
    tx: Transaction, master_id: int | None, member_id: int, until: datetime, from_at: datetime | None = None
) -> tuple[Substitute, Substitute | None]:
    """Lets a regular member approve and end relations in the MASTER's place until then, instead of any other.

    Gives also whose period that ended, who is to be told. Raises NotAllowed, NotRegular, and ValueError for a period
    that is over before it begins.
    """
    authority = require(tx, master_id, Service.MASTER_TRANSFER)
    begins = max(from_at or tx.now, tx.now)
    if until <= begins:
        raise ValueError("a substitute's period ends after it begins")
    _regular(tx, authority.company.id, member_id)
    ended = _end_substitute(tx, authority.company.id, authority.member.id)
    named = substitutes.add(tx, authority.company.id, member_id, authority.member.id, (begins, until))
    _note_substitute(tx, named, Action.SUBSTITUTE_NAMED, authority.member.id)
    return named, ended


def end_substitute(tx: Transaction, master_id: int | None) -> Substitute | None:
    """Ends the substitute's period now, and gives whose it was; None when there was none. Raises NotAllowed."""
    authority = require(tx, master_id, Service.MASTER_TRANSFER)
    return _end_substitute(tx, authority.company.id, authority.member.id)


def _regular(tx: Transaction, company_id: int, member_id: int) -> Relation:
    relation = relations.of_member(tx, member_id)
    if relation is None or relation.company_id != company_id or relation.grade is not Grade.REGULAR:
        raise NotRegular
    return relation


def _to_me(tx: Transaction, member_id: int | None, offer_id: int) -> Offer | None:
    """The offer as it is now, its company locked."""
    if member_id is None:
        raise NotAllowed("not_linked")
    found = offers.by_id(tx, offer_id)
    if found is None:
        return None
    if found.to_member_id != member_id:
        raise NotAllowed("not_yours", found.to_member_id)
    companies.lock(tx, found.company_id)
    return offers.by_id(tx, offer_id)


def _still_good(found: Offer, giver: Relation | None, receiver: Relation | None) -> bool:
    if giver is None or giver.member_id != found.from_member_id:
        return False
    return receiver is not None and receiver.company_id == found.company_id and receiver.grade is Grade.REGULAR


def _hand_over(tx: Transaction, found: Offer, giver: Relation, receiver: Relation) -> Answered:
    if not _swap(tx, giver, receiver):
        return _closed(tx, found, "withdrawn", Answered.NO_LONGER)
    offers.close(tx, found.id, "accepted")
    by = Decider(By.MASTER, giver.member_id)
    decisions.record(tx, found.company_id, receiver.member_id, Action.MASTER_HANDED_OVER, by)
    return Answered.DONE


def _swap(tx: Transaction, old: Relation | None, new: Relation) -> bool:
    """First the old MASTER, then the new: never two; neither where a writer who does not lock the company was faster.

    The substitute was the old one's and counts no more; who tells of the change ends the period.
    """
    both = tx.connection.begin_nested()
    done = old is None or relations.regrade(tx, old, Grade.REGULAR)
    done = done and relations.regrade(tx, new, Grade.MASTER)
    if done:
        both.commit()
    else:
        both.rollback()
    return done


def _closed(tx: Transaction, found: Offer, status: str, answer: Answered) -> Answered:
    offers.close(tx, found.id, status)
    return answer


def _end_substitute(tx: Transaction, company_id: int, by_member_id: int) -> Substitute | None:
    ended = substitutes.end(tx, company_id)
    if ended is not None:
        _note_substitute(tx, ended, Action.SUBSTITUTE_ENDED, by_member_id)
    return ended


def _note_substitute(tx: Transaction, named: Substitute, action: Action, by_member_id: int) -> None:
    decisions.record(tx, named.company_id, named.member_id, action, Decider(By.MASTER, by_member_id))
