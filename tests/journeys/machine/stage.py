"""A store of one example's own, workers that tell notices from it, and another's eyes on what is committed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from bot.notices import Notices, Words
from conversations.awaiting import reminder_notes
from conversations.events import Chat
from conversations.notices import expired_notes, notices_of
from storage import companies, engines, members
from storage.database import Database, Transaction
from storage.keyring import Keyring
from storage.outbox import bound_to
from tests.conftest import Clock
from tests.journeys.machine.model import NAMES, OFFER, STAFF, Firm, Model, Notice
from tests.storage.people import new_company, new_member

PEOPLE = 6
FIRMS = (
    ("1012345678", "가나무역", "verified"),
    ("2012345678", "다라상사", "verified"),
    ("3012345678", "마바산업", "awaited"),
)
LOCKED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@dataclass
class Open:
    """A transaction that somebody has begun and not ended."""

    connection: sa.Connection
    tx: Transaction

    def end(self, commit: bool) -> None:
        """Commits it, or loses it as a worker does that is killed."""
        transaction = self.connection.get_transaction()
        assert transaction
        if commit:
            transaction.commit()
        else:
            transaction.rollback()
        self.connection.close()


class Stage:
    """The store, whoever writes to it, and what may be read of it."""

    def __init__(self, url: str) -> None:
        self.clock = Clock()
        self.keyring = Keyring.from_text(Keyring.new_key())
        self.database = Database.open(url, self.keyring, self.clock, threads=2)
        self.engine = engines.writing(url, 4)
        self.eyes = sa.create_engine(engines.parse(url), isolation_level="AUTOCOMMIT").connect()
        self.threads = ThreadPoolExecutor(3)
        words = Words(notices_of, reminder_notes, expired_notes)
        self.notices = Notices(
            self.database, words, worker="one", staff=Chat("telegram", STAFF), enqueue=lambda rows: None
        )

    def close(self) -> None:
        """Lets go of the database."""
        self.threads.shutdown()
        self.database.close()
        self.eyes.close()
        self.eyes.engine.dispose()
        self.engine.dispose()

    @property
    def parallel(self) -> bool:
        """Whether two can write at once."""
        return self.database.dialect == "postgresql"

    def people(self) -> Model:
        """Six individuals and three companies without members, and the model of that."""
        made = self.database.write(_people).result()
        return Model(self.clock.now, firms={one.id: one for one in made})

    def begin(self) -> Open:
        """A transaction that is ended by hand."""
        connection = self.engine.connect()
        connection.begin()
        return Open(connection, self.database._transaction(connection))

    def apart(self, work: Callable[[], Any]) -> Future[Any]:
        """Does something in a thread of its own."""
        return self.threads.submit(work)

    def stuck(self) -> bool:
        """Whether somebody waits for a lock."""
        return self.parallel and bool(self.eyes.exec_driver_sql(LOCKED).scalar_one())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What is committed."""
        return [tuple(row) for row in self.eyes.exec_driver_sql(query)]

    def said(self) -> Counter[Notice]:
        """The notices that have come into the outbox since the last look, taken out of it."""
        taken = self.rows("DELETE FROM outbox RETURNING channel, chat, payload")
        return Counter(self._notice(*row) for row in taken)

    def _notice(self, channel: str, chat: str, payload: bytes) -> Notice:
        body = orjson.loads(self.keyring.open(bytes(payload), bound_to(channel, chat)))
        rows = body.get("reply_markup", {}).get("inline_keyboard", [])
        presses = tuple(_press(button["callback_data"]) for row in rows for button in row)
        first, *rest = body["text"].split("\n")
        first = OFFER if "accept" in presses else first
        reasons = [line.partition(": ")[2] for line in rest if line.startswith("사유: ")]
        return chat, first, presses, reasons[0] if reasons else ""


def _press(data: str) -> str:
    """Cards name whom they are about; of lists and offers the action is enough."""
    name, _, subject = data.removeprefix("!").partition(":")
    return name if name in ("waiting", "accept", "decline") else f"{name}:{subject}"


def _people(tx: Transaction) -> list[Firm]:
    for number in range(1, PEOPLE + 1):
        made = members.create(tx, new_member(f"member{number:02}", name=NAMES[number]))
        assert made.id == number
    return [_firm(tx, *one) for one in FIRMS]


def _firm(tx: Transaction, number: str, name: str, certificate: str) -> Firm:
    company = companies.create(tx, new_company(number, name=name, certificate=certificate))
    return Firm(company.id, name, certificate)
