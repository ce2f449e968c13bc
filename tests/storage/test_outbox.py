"""The outbox: each row leaves once, in its chat's order, whoever sends it and whoever dies."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from storage import conversations, outbox
from storage.aside import listing
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import NewRow, Row
from tests.conftest import Clock
from tests.storage.people import plain_sql, rows


def message(text: str, chat: str = "7", **changes: object) -> NewRow:
    values = {"channel": "telegram", "chat": chat, "route": "telegram", "method": "sendMessage"}
    return NewRow(**(values | {"payload": text.encode()} | changes))  # type: ignore[arg-type]


def tick(name: str, due_at: datetime | None = None) -> NewRow:
    return message("{}", route="tick", method=name, due_at=due_at)


def add(database: Database, *new: NewRow, lease_for: str | None = None) -> list[Row]:
    return database.write(lambda tx: outbox.add(tx, new, lease_for)).result()


def claim(database: Database, worker: str = "one", limit: int = 10) -> list[bytes]:
    return [row.payload for row in claim_rows(database, worker, limit)]


def claim_rows(database: Database, worker: str = "one", limit: int = 10) -> list[Row]:
    return database.write(lambda tx: outbox.claim(tx, worker, limit)).result()


def done(database: Database, *results: tuple[int, int | None]) -> None:
    database.write(lambda tx: outbox.done(tx, results)).result()


def fail(database: Database, row: Row, retry_at: datetime | None) -> None:
    database.write(lambda tx: outbox.failed(tx, row.id, "429", retry_at)).result()


def test_rows_come_out_as_they_went_in(database: Database, clock: Clock) -> None:
    new = message("안녕", about=5, keep=True)
    (added,) = add(database, new)
    (claimed,) = claim_rows(database)
    assert (claimed.payload, claimed.about, claimed.keep, claimed.due_at) == ("안녕".encode(), 5, True, clock.now)
    assert (claimed.id, claimed.leased_by, added.leased_by) == (added.id, "one", None)


def test_ids_ascend_in_the_order_given(database: Database) -> None:
    added = add(database, *[message(str(n), chat=str(n % 3)) for n in range(50)])
    ids = [row.id for row in added]
    assert ids == sorted(set(ids))
    assert [row.payload for row in added] == [str(n).encode() for n in range(50)]
    assert claim(database, limit=50) == [row.payload for row in added]


def test_ids_never_come_back(database: Database) -> None:
    (first,) = add(database, message("a"))
    done(database, (first.id, 1))
    (second,) = add(database, message("b"))
    assert second.id > first.id


def test_nothing_to_add(database: Database) -> None:
    assert add(database) == []


def test_what_is_leased_is_left_alone_until_the_lease_ends(database: Database, clock: Clock) -> None:
    (row,) = add(database, message("a"), lease_for="one")
    assert row.leased_by == "one"
    assert claim(database, "two") == []
    clock.forward(seconds=29)
    assert claim(database, "two") == []
    clock.forward(seconds=1)
    assert claim(database, "two") == [b"a"]
    assert claim(database, "one") == []


def test_what_is_due_later_waits_unleased(database: Database, clock: Clock) -> None:
    later = clock.now + timedelta(hours=1)
    (row,) = add(database, tick("remind", later), lease_for="one")
    assert row.leased_by is None
    assert claim(database) == []
    clock.forward(hours=1)
    assert claim(database) == [b"{}"]


def test_a_chat_waits_for_what_another_worker_is_sending(database: Database) -> None:
    add(database, message("a"), lease_for="one")
    add(database, message("b"), message("other chat", chat="8"), tick("no order here"))
    assert claim(database, "two") == [b"other chat", b"{}"]
    assert claim(database, "one") == [b"b"]


def test_a_worker_does_not_overtake_another_by_adding(database: Database) -> None:
    add(database, message("a"), lease_for="one")
    behind, elsewhere = add(database, message("b"), message("c", chat="8"), lease_for="two")
    assert (behind.leased_by, elsewhere.leased_by) == (None, "two")
    (mine,) = add(database, message("d"), lease_for="one")
    assert mine.leased_by is None


def test_a_worker_may_add_behind_its_own(database: Database) -> None:
    add(database, message("a"), lease_for="one")
    (second,) = add(database, message("b"), lease_for="one")
    assert second.leased_by == "one"


def test_a_retry_goes_before_what_came_after_it(database: Database, clock: Clock) -> None:
    first, second = add(database, message("a"), message("b"), lease_for="one")
    fail(database, first, clock.now + timedelta(seconds=10))
    fail(database, second, clock.now)
    (third,) = add(database, message("c"), lease_for="one")
    assert third.leased_by is None
    assert claim(database) == []
    clock.forward(seconds=10)
    (again,) = claim_rows(database)
    assert (again.payload, again.attempts) == (b"a", 1)
    done(database, (again.id, 1))
    assert claim(database) == [b"b", b"c"]


def test_a_reminder_for_tomorrow_holds_nothing_back(database: Database, clock: Clock) -> None:
    add(database, message("tomorrow", due_at=clock.now + timedelta(days=1)))
    (row,) = add(database, message("now"), lease_for="one")
    assert row.leased_by == "one"
    add(database, message("too", chat="8"))
    assert claim(database, "two") == [b"too"]


def test_what_is_set_aside_is_never_tried_and_holds_nothing_back(database: Database, clock: Clock) -> None:
    first, _ = add(database, message("a"), message("b"), lease_for="one")
    fail(database, first, None)
    clock.forward(days=400)
    assert claim(database, "two") == [b"b"]
    (aside,) = database.read(listing)
    assert (aside.id, aside.error, aside.attempts, aside.set_aside_at < clock.now) == (first.id, "429", 1, True)


def test_done_keeps_cards_without_their_text(database: Database, database_url: str) -> None:
    card, plain = add(database, message("card", keep=True), message("plain"), lease_for="one")
    done(database, (card.id, 41), (plain.id, 42))
    kept = "SELECT id, message_id, payload, leased_by, sent_at IS NULL FROM outbox"
    assert [row[:4] for row in rows(database_url, kept)] == [(card.id, 41, None, None)]
    assert database.read(lambda tx: outbox.message_of(tx, card.id)) == 41
    assert database.read(lambda tx: outbox.message_of(tx, plain.id)) is None
    assert claim(database) == []


def test_done_twice_changes_nothing(database: Database) -> None:
    (card,) = add(database, message("card", keep=True))
    done(database, (card.id, 41))
    done(database, (card.id, 99))
    assert database.read(lambda tx: outbox.message_of(tx, card.id)) == 41


def test_next_due_is_when_something_can_be_claimed(database: Database, clock: Clock) -> None:
    def next_due() -> datetime | None:
        return database.read(outbox.next_due)

    assert next_due() is None
    later = clock.now + timedelta(hours=1)
    add(database, tick("remind", later))
    assert next_due() == later
    (row,) = add(database, message("a"), lease_for="one")
    assert next_due() == clock.now + outbox.LEASE
    done(database, (row.id, 1))
    assert next_due() == later


def test_cancelling_takes_back_what_has_not_left(database: Database, clock: Clock) -> None:
    add(database, tick("remind", clock.now + timedelta(hours=1)), tick("other"), message("a"))
    cancelled = database.write(lambda tx: outbox.cancel(tx, "telegram", "7", "tick", "remind")).result()
    assert (cancelled, claim(database)) == (1, [b"{}", b"a"])
    assert database.read(outbox.next_due) == clock.now + outbox.LEASE


def worn_out(database: Database, moment: datetime, after: int = 0, limit: int = 10) -> list[int]:
    return database.read(lambda tx: outbox.worn_out(tx, moment, moment, after, limit))


def test_what_nothing_is_about_any_more_may_go(database: Database, clock: Clock) -> None:
    card, present, aside = add(database, message("old", keep=True), message("card", keep=True), message("refused"))
    done(database, (card.id, 41), (present.id, 42))
    fail(database, aside, None)
    talk = ConversationRow(channel="telegram", chat="7", language="ko", state=b"{}", card=present.id)
    database.write(lambda tx: conversations.save(tx, talk)).result()
    add(database, message("waiting", keep=True))
    assert worn_out(database, clock.now) == []
    later = clock.forward(days=30)
    assert worn_out(database, later) == [card.id, aside.id]
    assert worn_out(database, later, limit=1) == [card.id]
    assert worn_out(database, later, after=card.id) == [aside.id]


def test_what_is_still_to_leave_is_not_dropped(database: Database) -> None:
    card, waiting = add(database, message("card", keep=True), message("waiting"))
    done(database, (card.id, 41))
    assert database.write(lambda tx: outbox.drop(tx, [card.id, waiting.id])).result() == 1
    assert claim(database) == [b"waiting"]


def test_payloads_are_sealed(database: Database, database_url: str) -> None:
    add(database, message("비밀"))
    ((payload,),) = rows(database_url, "SELECT payload FROM outbox")
    assert "비밀".encode() not in bytes(payload)


def test_a_row_that_does_not_open_holds_nothing_up(database: Database, database_url: str) -> None:
    broken, fine = add(database, message("a", chat="7"), message("b", chat="8"))
    with plain_sql(database_url) as other:
        other.exec_driver_sql(f"UPDATE outbox SET chat = '9' WHERE id = {broken.id}")
    assert [row.id for row in claim_rows(database)] == [fine.id]
    assert [(row.id, row.error) for row in database.read(listing)] == [(broken.id, "SealBroken")]


def test_a_limit_takes_the_oldest(database: Database) -> None:
    add(database, *[message(str(n)) for n in range(5)])
    assert claim(database, limit=2) == [b"0", b"1"]
    assert claim(database, "two") == []
    assert claim(database, limit=2) == [b"2", b"3"]


@pytest.mark.parametrize("chats", [1, 7])
def test_many_workers_send_each_row_once_and_in_order(database: Database, database_url: str, chats: int) -> None:
    sent: dict[str, list[int]] = {str(chat): [] for chat in range(chats)}
    add(database, *[message(str(n), chat=str(n % chats)) for n in range(70)])
    workers = [Database.open(database_url, database.keyring, database_clock(database)) for _ in range(3)]

    def deliver(name: str, worker: Database) -> None:
        while sum(len(numbers) for numbers in sent.values()) < 70:
            claimed = claim_rows(worker, name, limit=4)
            for row in claimed:
                sent[row.chat].append(int(row.payload))
            done(worker, *[(row.id, 1) for row in claimed])

    threads = [threading.Thread(target=deliver, args=[f"worker {n}", one]) for n, one in enumerate(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    assert sent == {str(chat): list(range(chat, 70, chats)) for chat in range(chats)}


def database_clock(database: Database) -> Clock:
    moment = database.read(lambda tx: tx.now)
    clock = Clock()
    clock.now = moment
    return clock


def test_a_lease_is_renewed_while_it_is_ones_own(database: Database, clock: Clock) -> None:
    lost, mine, sent = add(
        database, message("a"), message("b", chat="8"), message("c", chat="9", keep=True), lease_for="one"
    )
    done(database, (sent.id, 5))
    clock.forward(seconds=30)
    assert claim(database, "two", limit=1) == [b"a"]
    assert database.write(lambda tx: outbox.renew(tx, "one", [lost.id, mine.id, sent.id])).result() == {mine.id}
    clock.forward(seconds=29)
    assert claim(database, "three") == []


def test_what_is_released_is_claimed_at_once(database: Database) -> None:
    add(database, message("a"), lease_for="one")
    add(database, message("b", chat="8"), lease_for="two")
    database.write(lambda tx: outbox.release(tx, "one")).result()
    assert claim(database, "three") == [b"a"]


def test_taking_over_ends_the_leases_of_others(database: Database) -> None:
    add(database, message("a"), lease_for="one")
    add(database, message("b", chat="8"), lease_for="two")
    database.write(lambda tx: outbox.take_over(tx, "two")).result()
    assert claim(database, "two") == [b"a"]
