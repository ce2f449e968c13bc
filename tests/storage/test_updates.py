"""A repeat of an update ends at the door, whoever brings it."""

from __future__ import annotations

from functools import partial

from storage import inbox, updates
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.overlapping import in_workers


def test_a_repeat_is_noticed_for_each_bot_alone(database: Database) -> None:
    seen = [
        database.write(partial(updates.mark_seen, bot=bot, update_id=7)).result()
        for bot in ("one", "two", "one", "two")
    ]
    assert seen == [True, True, False, False]


def test_of_many_at_once_one_is_the_first(database: Database) -> None:
    futures = [database.write(lambda tx: updates.mark_seen(tx, "bot", 7)) for _ in range(20)]
    assert sorted(future.result() for future in futures) == [False] * 19 + [True]


def test_two_workers_with_the_same_update(database: Database) -> None:
    def handle(worker: Database) -> list[bool]:
        marks = [partial(updates.mark_seen, bot="bot", update_id=number) for number in range(20)]
        return [worker.write(mark).result() for mark in marks]

    seen = [mark for marks in in_workers(database, *[handle] * 3) for mark in marks]
    assert (seen.count(True), len(seen)) == (20, 60)


def test_a_mark_undone_with_its_work_is_no_mark(database: Database) -> None:
    def fails(tx: Transaction) -> None:
        updates.mark_seen(tx, "bot", 1)
        raise LookupError

    assert isinstance(database.write(fails).exception(), LookupError)
    assert database.write(lambda tx: updates.mark_seen(tx, "bot", 1)).result()


def test_old_marks_go(database: Database, clock: Clock) -> None:
    database.write(lambda tx: updates.mark_seen(tx, "bot", 1)).result()
    later = clock.forward(hours=48)
    database.write(lambda tx: updates.mark_seen(tx, "bot", 2)).result()
    assert database.write(lambda tx: updates.drop_old(tx, later)).result() == 1
    assert database.write(lambda tx: updates.mark_seen(tx, "bot", 2)).result() is False


def test_no_mark_goes_while_something_is_in_the_inbox(database: Database, clock: Clock) -> None:
    """What is left there may have been handled long ago: without its mark it would be handled again."""
    database.write(lambda tx: updates.mark_seen(tx, "bot", 1)).result()
    row = database.write(lambda tx: inbox.put(tx, "bot", [{"update_id": 1}])).result()
    later = clock.forward(hours=48)
    assert database.write(lambda tx: updates.drop_old(tx, later)).result() == 0
    database.write(lambda tx: inbox.remove(tx, row)).result()
    assert database.write(lambda tx: updates.drop_old(tx, later)).result() == 1


def test_old_marks_go_some_at_a_time(database: Database, clock: Clock) -> None:
    for number in range(3):
        database.write(partial(updates.mark_seen, bot="bot", update_id=number)).result()
    later = clock.forward(hours=48)
    dropped = [database.write(lambda tx: updates.drop_old(tx, later, limit=2)).result() for _ in range(3)]
    assert dropped == [2, 1, 0]
