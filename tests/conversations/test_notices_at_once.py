"""Two workers at the same moment, each in a transaction of its own: what waits is told once, and not lost."""

from __future__ import annotations

import pytest

from conversations.says import Note
from storage import chats
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.conversations.test_notices import OFFERED, offer, presses, remind, tell, told
from tests.storage.overlapping import overlap
from tests.storage.people import do, firm


@pytest.fixture
def dialect() -> str:
    """SQLite has one writer at a time."""
    return "postgresql"


@pytest.mark.parametrize("offered_first", [True, False])
def test_an_offer_and_the_news_of_its_receivers_chat_at_once(
    database: Database, clock: Clock, offered_first: bool
) -> None:
    """Whichever worker is first: the chat hears of the offer, and once."""
    made = firm(database, regulars=1)
    told(database)
    do(database, chats.link_chat, "telegram", "8", made.people[1].id)
    both = [lambda tx: offer(made, tx), tell]
    first, second = overlap(database, clock, *(both if offered_first else reversed(both)))
    assert presses(first) + presses(second) == OFFERED


def test_a_chat_linked_while_an_offer_is_made_to_its_member_hears_of_it(database: Database, clock: Clock) -> None:
    made = firm(database, regulars=1)
    told(database)

    def offers_as_the_link_is_committed(tx: Transaction) -> list[Note]:
        notes = offer(made, tx)
        do(elsewhere, chats.link_chat, "telegram", "8", made.people[1].id)
        return notes

    elsewhere = Database.open(database.url, database.keyring, clock)
    first, second = overlap(database, clock, offers_as_the_link_is_committed, tell)
    elsewhere.close()
    assert (presses(first), presses(second)) == ([], OFFERED)


@pytest.mark.parametrize("reminded_first", [True, False])
def test_a_reminder_and_the_news_of_the_masters_chat_at_once(
    database: Database, clock: Clock, reminded_first: bool
) -> None:
    """Who waits is told to the chat once, by whichever worker is first."""
    made = firm(database, associates=1)
    told(database)
    clock.forward(days=2)
    do(database, chats.link_chat, "telegram", "7", made.master)
    both = [remind, tell]
    first, second = overlap(database, clock, *(both if reminded_first else reversed(both)))
    assert [note.chat.id for note in [*first, *second] if note.chat] == ["7"]
