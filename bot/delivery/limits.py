"""Telegram's limits and pauses, which are the bot's and not a worker's: all workers at one store keep them together."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.delivery.pace import NOTICE_PATIENCE_SECONDS, OwnPlaces, Pace, limits
from bot.pauses import Pauses, wait_for
from bot.writing import written
from storage import send_holds, send_turns
from storage.database import Database, StoreUnavailable
from storage.send_holds import EVERYBODY, Hold
from storage.send_turns import Limit, Place, Wanted

CHANNEL = "telegram"
# Notices ask for a few places at a time, and again only after so long: asking costs a transaction.
NOTICES_AT_ONCE = 10
NOTICES_SECONDS = 0.1

_LOG = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Asker:
    """Who waits for a place, since when by the loop's clock."""

    wanted: Wanted
    since: float
    place: asyncio.Future[Place]


class SharedPlaces:
    """Places in time that the store gives, to all who wait here in one transaction; notices only what is free."""

    def __init__(self, database: Database, overall: Limit | None, of_chat: Limit | None):
        self._database = database
        self._overall, self._of_chat = overall, of_chat
        self._own = OwnPlaces(overall, of_chat)
        self._answers: list[Asker] = []
        self._notices: list[Asker] = []
        self._notices_from = 0.0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def close(self) -> None:
        """Ends what is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def turn(self, chat: str, *, notice: bool) -> None:
        try:
            place = await self._ask(Wanted(chat, notice=notice))
            while place.kind != "given":
                await asyncio.sleep(place.seconds)
                place = await self._ask(Wanted(chat, of_chat=False, notice=notice))
        except StoreUnavailable:
            # Until it is back this worker keeps the limits by itself.
            await self._own.turn(chat, notice=notice)
        else:
            await asyncio.sleep(place.seconds)

    async def _ask(self, wanted: Wanted) -> Place:
        loop = asyncio.get_running_loop()
        asker = Asker(wanted, loop.time(), loop.create_future())
        (self._notices if wanted.notice else self._answers).append(asker)
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._serve())
        return await asker.place

    async def _serve(self) -> None:
        try:
            while self._answers or self._notices:
                some = self._next()
                if some:
                    await self._serve_these(some)
                else:
                    await wait_for(self._wake, max(0.0, self._notices_from - _now()))
        finally:
            self._task = None

    def _next(self) -> list[Asker]:
        """All answers that wait, and some notices unless none was free just now."""
        some, self._answers = self._answers, []
        self._notices = [one for one in self._notices if not one.place.done()]
        self._wake.clear()
        if self._notices and self._notices_from <= _now():
            some += self._notices[:NOTICES_AT_ONCE]
            del self._notices[:NOTICES_AT_ONCE]
        return [one for one in some if not one.place.done()]

    async def _serve_these(self, some: list[Asker]) -> None:
        wanted = [_patient(one) for one in some]
        try:
            places = await written(
                self._database, lambda tx: send_turns.take(tx, CHANNEL, wanted, self._overall, self._of_chat)
            )
        except Exception as error:  # noqa: BLE001 -- whatever it was, they wait
            _fail(some, error)
            return
        busy = [(one, place) for one, place in zip(some, places, strict=True) if not _settled(one, place)]
        if busy:
            self._notices[:0] = [replace(one, wanted=replace(one.wanted, of_chat=False)) for one, _ in busy]
            self._notices_from = _now() + max(NOTICES_SECONDS, busy[0][1].seconds)


def _patient(asker: Asker) -> Wanted:
    """What is wanted; a notice that has waited for long is no longer put off."""
    if _now() - asker.since < NOTICE_PATIENCE_SECONDS:
        return asker.wanted
    return replace(asker.wanted, notice=False)


def _settled(asker: Asker, place: Place) -> bool:
    """Hands a place on; False for a notice that goes on waiting."""
    if place.kind == "busy" and not asker.place.done():
        return False
    if not asker.place.done():
        asker.place.set_result(place)
    return True


def _now() -> float:
    return asyncio.get_running_loop().time()


def _fail(some: list[Asker], error: Exception) -> None:
    if not isinstance(error, StoreUnavailable):
        _LOG.error("places within Telegram's limits could not be got", exc_info=error)
    for one in some:
        if not one.place.done():
            one.place.set_exception(StoreUnavailable("no places"))


class Limits:
    """The pace of one worker among others: places come from the store where several may work at it (PostgreSQL).

    Pauses that Telegram asks for are kept in the store on both databases, so that a restart obeys them too.
    """

    def __init__(self, database: Database, per_second: float | None, per_chat: float | None):
        self._database = database
        self._places = SharedPlaces(database, *limits(per_second, per_chat)) if is_shared(database) else None
        self.pace = Pace(per_second, per_chat, self._places, self._refused)
        self._tasks: set[asyncio.Task[None]] = set()
        self._known: dict[tuple[str, str], Hold] = {}

    async def start(self) -> None:
        """Obeys what was asked before, and from now on what other workers are asked."""
        try:
            await self._read()
        except StoreUnavailable:
            self._begin(self._read)
        if is_shared(self._database):
            loop = asyncio.get_running_loop()
            self._database.listen(lambda: self._woken(loop), send_holds.CHANNEL_OF_NOTIFY)

    async def close(self) -> None:
        """Ends what is under way."""
        if self._places is not None:
            await self._places.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _woken(self, loop: asyncio.AbstractEventLoop) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended, and with it what was to be woken
            loop.call_soon_threadsafe(lambda: self._begin(self._read))

    def _refused(self, chat: str, seconds: float) -> None:
        self._begin(lambda: self._tell(chat, seconds))

    def _begin(self, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.create_task(_until_done(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _tell(self, chat: str, seconds: float) -> None:
        if await written(self._database, lambda tx: send_holds.put(tx, CHANNEL, chat, seconds)):
            self.pace.pause_all(seconds)

    async def _read(self) -> None:
        held = await asyncio.to_thread(self._database.read, send_holds.now_held)
        for one in held:
            self._obey(one)
        self._known = {(one.channel, one.chat): one for one in held}

    def _obey(self, hold: Hold) -> None:
        known = self._known.get((hold.channel, hold.chat))
        # Each is obeyed once: clocks that disagree must not lengthen it.
        if known is not None and known.refused_at == hold.refused_at:
            return
        if hold.chat == EVERYBODY:
            _LOG.warning("Telegram has asked to wait %.0f s: all delivery pauses", hold.seconds)
            self.pace.pause_all(hold.seconds)
        else:
            self.pace.told(hold.chat, hold.seconds)


def is_shared(database: Database) -> bool:
    """Whether several workers may be at this store."""
    return database.dialect == "postgresql"


async def _until_done(work: Callable[[], Awaitable[None]]) -> None:
    pauses = Pauses()
    while True:
        try:
            return await work()
        except StoreUnavailable:
            await asyncio.sleep(pauses.next())
