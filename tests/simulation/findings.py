"""What must be true of the store and of the chats when a world has come to rest."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from storage import aside
from storage.schema import members
from tests.crashes.cards import FINISHED, Card, read_card
from tests.crashes.crowd import unsent
from tests.crashes.findings import check_companies, check_member, count
from tests.simulation.messenger import Sent

if TYPE_CHECKING:
    from tests.simulation.course import World


def check(world: World) -> None:
    """No answer lost, none taken twice, no member missing or double, nothing left, nothing said twice for no reason."""
    database: Any = world.stores.first
    assert database.read(unsent) == []
    assert database.read(aside.listing) == []
    assert database.read(lambda tx: count(tx, members)) == len(world.people)
    for person in world.people:
        database.read(partial(check_member, person=person))  # type: ignore[arg-type] # it has what is looked at
    check_companies(database, [person.applicant for person in world.people])
    _check_chats(world)


def _check_chats(world: World) -> None:
    rooms: defaultdict[str, list[Sent]] = defaultdict(list)
    for sent in world.messenger.journal:
        rooms[sent.chat].append(sent)
    for chat, sendings in rooms.items():
        cards = [(card, sent) for sent in sendings if (card := _card(sent))]
        _check_order([card.turn for card, _ in cards if card.turn], chat)
        results = {sent.text for sent in sendings if FINISHED in sent.text}
        assert len(results) == 1, f"{len(results)} results in chat {chat}"
        _check_repeats(cards)


def _check_order(turns: list[int], chat: str) -> None:
    """Each question comes after those before it; after a kill the last ones may come once more, in their order."""
    first = list(dict.fromkeys(turns))
    assert first == sorted(first), f"cards came out of turn in chat {chat}: {turns}"
    assert turns[-1] == first[-1], f"an old card stands last in chat {chat}: {turns}"


def _check_repeats(cards: list[tuple[Card, Sent]]) -> None:
    """A question stands there twice only where nobody lived to hear that it had been sent."""
    first: dict[tuple[str, int], Sent] = {}
    for card, sent in cards:
        before = first.get(card.question)
        excused = before is None or not before.answered or before.sender.killed
        assert excused, f"{card.question} was sent twice to {sent.chat} without a reason"
        first[card.question] = sent


def _card(sent: Sent) -> Card | None:
    return read_card(sent.text, sent.markup)
