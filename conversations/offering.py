"""Offers to become MASTER: how they reach whom they are made to, and how they are taken back."""

from __future__ import annotations

from conversations import allowed
from conversations.actions import rows_of
from conversations.catalogue import Html, Texts
from conversations.says import Note, Rows
from conversations.talk import KOREA, Talk, in_words
from conversations.telling import in_chat, reached, to_member
from membership.grades import Service
from storage import companies, masters, members, offers, told
from storage.authority import NotAllowed
from storage.masters import Answered
from storage.offers import Offer
from storage.transaction import Transaction


def offer_notes(tx: Transaction, offer: Offer) -> list[Note]:
    """An offer as it reaches each chat of whom it is made to, once; none where no chat speaks for them."""
    receiver, giver = members.by_id(tx, offer.to_member_id), members.by_id(tx, offer.from_member_id)
    company = companies.by_id(tx, offer.company_id)
    if receiver is None or giver is None or company is None:
        return []

    def words(text: Texts) -> tuple[Html, Rows]:
        rows = rows_of(text, (("accept",), ("decline",)), offer.id)
        return text("offer.received", giver=giver.name, company=company.name, until=until(text, offer)), rows

    chats = [one for one in reached(tx, receiver) if told.is_new_offer(tx, one.channel, one.id, offer.id)]
    return [in_chat(tx, chat, receiver, words) for chat in chats]


def until(text: Texts, offer: Offer) -> str:
    """When an offer ends, to the minute: a day alone would promise hours that it does not have."""
    clock = offer.expires_at.astimezone(KOREA).strftime("%H:%M")
    return text.plain("answer.moment", date=in_words(text, offer.expires_at), clock=clock)


def open_offer(talk: Talk) -> Offer | None:
    """The offer that waits for an answer, for the MASTER who made it."""
    member = talk.member
    found = offers.open_of(talk.tx, member.company_id) if member and member.company_id else None
    if found is None or member is None or found.from_member_id != member.id or found.expires_at <= talk.now:
        return None
    return found


def offer_line(talk: Talk, offer: Offer) -> Html:
    """To whom MASTER was offered, and until when."""
    receiver = members.by_id(talk.tx, offer.to_member_id)
    return talk.text("offer.waits", name=receiver.name if receiver else "-", until=until(talk.text, offer))


def take_back(talk: Talk, offer_id: int) -> None:
    """Takes an offer back, and tells whom it was made to; one that is over already changes nothing."""
    try:
        outcome = masters.withdraw_offer(talk.tx, talk.member.id if talk.member else None, offer_id)
    except NotAllowed as refusal:
        allowed.refuse(talk, Service.MASTER_TRANSFER.value, refusal)
        return
    if outcome is not Answered.DONE:
        talk.add("offer.gone")
        return
    notes = _taken_back_notes(talk.tx, offer_id)
    talk.says += notes
    talk.add("offer.taken_back" if notes else "offer.taken_back_unreachable")


def _taken_back_notes(tx: Transaction, offer_id: int) -> list[Note]:
    offer = offers.by_id(tx, offer_id)
    receiver = members.by_id(tx, offer.to_member_id) if offer else None
    company = companies.by_id(tx, offer.company_id) if offer else None
    if receiver is None or company is None:
        return []
    return to_member(tx, receiver, lambda text: (text("offer.was_taken_back", company=company.name), ()))
