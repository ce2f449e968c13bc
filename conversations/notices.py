"""What people are told when the store has changed, whoever changed it: the assistant, the web site or staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from conversations import staff, standing_in
from conversations.awaiting import deciders, waiting_notes
from conversations.catalogue import Html, Texts
from conversations.events import Chat
from conversations.offering import offer_notes
from conversations.says import Note, Rows
from conversations.status import services_text
from conversations.telling import reached, to_member
from membership.grades import Grade
from membership.limits import REMIND_TOGETHER
from storage import companies, endings, members, offers, relations, reminders, substitutes, told, waiting
from storage.companies import Company
from storage.decisions import By
from storage.events import StoreEvent
from storage.member_rows import Member
from storage.transaction import Transaction
from storage.waiting import Waiting


def notices_of(tx: Transaction, happened: Sequence[StoreEvent], staff_chat: Chat | None) -> list[Note]:
    """The messages that events lead to; judged by the store as it is now, not as it was then."""
    notes: list[Note] = []
    _lock_companies(tx, happened)
    for event in happened:
        if _is_confirmed(event):
            told.forget_company(tx, event.company_id or 0)  # who waits may be approved at last: shown once more
    joined = [event for event in happened if event.kind == "associate_joined"]
    for company_id in dict.fromkeys(event.company_id for event in joined if event.company_id):
        came = {event.affiliation_id for event in joined if event.company_id == company_id}
        notes += _joined(tx, company_id, came)
    for event in happened:
        if event.kind in _TELLS:
            notes += _TELLS[event.kind](tx, event)
        if staff_chat is not None and event.kind in _TELLS_STAFF:
            notes += _TELLS_STAFF[event.kind](tx, event, staff_chat)
    return notes


def _lock_companies(tx: Transaction, happened: Sequence[StoreEvent]) -> None:
    """Of those who link a chat: an offer or a reminder made at the same moment would reach it twice, or not at all."""
    ids = {event.member_id for event in happened if event.kind == "chat_linked"}
    linked = [members.by_id(tx, one) for one in ids if one]
    for company_id in sorted({one.company_id for one in linked if one and one.company_id}):
        companies.lock(tx, company_id)


def _joined(tx: Transaction, company_id: int, came: set[int | None]) -> list[Note]:
    """Tells everybody who may decide of who has come and still waits: a card each, or one list when there are many."""
    company = companies.by_id(tx, company_id)
    found = [waiting.waiting_one(tx, one) for one in sorted(one for one in came if one)]
    page = [one for one in found if one is not None]
    if company is None or not page:
        return []
    return [note for decider in deciders(tx, company_id) for note in waiting_notes(tx, decider, company, page)]


def _told_plainly(tx: Transaction, event: StoreEvent, key: str) -> list[Note]:
    member, company = _whose(tx, event)
    if member is None or company is None:
        return []
    return to_member(tx, member, lambda text: (text(key, company=company.name), ()))


def _whose(tx: Transaction, event: StoreEvent) -> tuple[Member | None, Company | None]:
    member = members.by_id(tx, event.member_id) if event.member_id else None
    return member, companies.by_id(tx, event.company_id) if event.company_id else None


def _approved(tx: Transaction, event: StoreEvent) -> list[Note]:
    """The associate is told when the minute for undoing is over, and only if it was not undone."""
    member, company = _whose(tx, event)
    if member is None or company is None or member.grade is not Grade.REGULAR or member.company_id != company.id:
        return []

    def words(text: Texts) -> tuple[Html, Rows]:
        return Html("\n".join((text("told.approved", company=company.name), services_text(text, Grade.REGULAR)))), ()

    return to_member(tx, member, words)


def _ended(tx: Transaction, event: StoreEvent) -> list[Note]:
    """Told by whomever it was ended, with the reason where one was given; not to who left of their own accord."""
    member, company = _whose(tx, event)
    decision = endings.decided(tx, event)
    if member is None or company is None or (decision and decision.by_kind is By.MEMBER):
        return []
    reason = decision.reason if decision else None
    key = "told.ended" if reason else "told.ended_no_reason"
    return to_member(tx, member, lambda text: (text(key, company=company.name, reason=reason or ""), ()))


def _no_longer_master(tx: Transaction, event: StoreEvent) -> list[Note]:
    """Told with whoever is MASTER now: they have been colleagues, and know each other's names."""
    member, company = _whose(tx, event)
    master = companies.master_of(tx, company.id) if company else None
    if member is None or company is None or master is None or master.id == member.id:
        return _told_plainly(tx, event, "told.no_longer_master")
    values = {"company": company.name, "master": master.name}
    return to_member(tx, member, lambda text: (text("told.new_master_is", **values), ()))


def _master_changed(tx: Transaction, event: StoreEvent) -> list[Note]:
    if event.new_grade != Grade.MASTER.value:
        return _no_longer_master(tx, event)
    return [*_told_plainly(tx, event, "told.new_master"), *_stand_in_ended(tx, event), *_waiting_for(tx, event)]


def _stand_in_ended(tx: Transaction, event: StoreEvent) -> list[Note]:
    """The old MASTER's substitute: the period ends here, whoever changed the MASTER, and however often since."""
    ended = substitutes.end_stale(tx, event.company_id) if event.company_id else None
    return standing_in.ended_notes(tx, ended) if ended else []


def _waiting_for(tx: Transaction, event: StoreEvent) -> list[Note]:
    """Whom a new MASTER finds waiting: nobody waits unnoticed because the MASTER has changed."""
    member, company = _whose(tx, event)
    if member is None or company is None or member.grade is not Grade.MASTER or member.company_id != company.id:
        return []
    page = waiting.waiting(tx, company.id)
    return waiting_notes(tx, member, company, page) if page else []


def _certificate_changed(tx: Transaction, event: StoreEvent) -> list[Note]:
    """The MASTER hears that others may be approved now; a rejection ends the relations, and is told with their end."""
    company = companies.by_id(tx, event.company_id) if event.company_id else None
    if company is None or not _is_confirmed(event):
        return []
    page = waiting.waiting(tx, company.id)
    notes: list[Note] = []
    for one in deciders(tx, company.id):
        notes += to_member(tx, one, lambda text: (text("told.certificate_verified", company=company.name), ()))
        notes += waiting_notes(tx, one, company, page) if page else []
    return notes


def _is_confirmed(event: StoreEvent) -> bool:
    return event.kind == "certificate_changed" and event.new_grade == "verified"


def _chat_linked(tx: Transaction, event: StoreEvent) -> list[Note]:
    """Who links a chat is told what waits for them: associates, and an offer to become MASTER."""
    member, _ = _whose(tx, event)
    if member is None or member.company_id is None:
        return []
    notes: list[Note] = []
    company, page = companies.by_id(tx, member.company_id), waiting.waiting(tx, member.company_id)
    decide = deciders(tx, member.company_id)
    if company and page and member.id in [one.id for one in decide]:
        notes += waiting_notes(tx, member, company, page)
        if not any(reached(tx, one) for one in decide if one.id != member.id):  # others keep their reminder
            reminders.mark(tx, _due_soon(tx, page))
    offer = offers.open_to(tx, member.id)
    return notes + (offer_notes(tx, offer) if offer else [])


def _due_soon(tx: Transaction, page: Sequence[Waiting]) -> list[int]:
    """Those of whom a reminder would follow at once; the others keep theirs, however often a chat is linked."""
    joined = [relations.by_id(tx, one.affiliation_id) for one in page]
    return [one.id for one in joined if one and reminders.next_at(one) <= tx.now + REMIND_TOGETHER]


def _certificate_received(tx: Transaction, event: StoreEvent, staff_chat: Chat) -> list[Note]:
    return staff.certificate_notes(tx, event.certificate_id, staff_chat) if event.certificate_id else []


def _master_gone(tx: Transaction, event: StoreEvent, staff_chat: Chat) -> list[Note]:
    company = companies.by_id(tx, event.company_id) if event.company_id else None
    empty = not relations.of_company(tx, event.company_id) if event.company_id else True
    return staff.master_gone_notes(company, staff_chat) if company and not empty else []


def expired_notes(tx: Transaction, offer: offers.Offer) -> list[Note]:
    """Both sides of an offer that nobody answered in time."""
    both = [members.by_id(tx, member_id) for member_id in (offer.from_member_id, offer.to_member_id)]
    return [note for one in both if one for note in to_member(tx, one, lambda text: (text("offer.expired"), ()))]


_TELLS: dict[str, Callable[[Transaction, StoreEvent], list[Note]]] = {
    "approved": _approved,
    "approval_undone": lambda tx, event: _told_plainly(tx, event, "told.approval_undone"),
    "relation_ended": _ended,
    "master_changed": _master_changed,
    "certificate_changed": _certificate_changed,
    "chat_linked": _chat_linked,
}
_TELLS_STAFF: dict[str, Callable[[Transaction, StoreEvent, Chat], list[Note]]] = {
    "certificate_received": _certificate_received,
    "master_gone": _master_gone,
}
