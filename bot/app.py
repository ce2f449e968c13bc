"""The assistant on Telegram: a clean start, everything at work, a clean stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any, Protocol

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import commands
from bot.election import ElectedPolling
from bot.gateways import Gateways
from bot.housekeeping import Housekeeping
from bot.opening import Stopped, opened, unless_stopped
from bot.pages.identity import identity_page
from bot.pages.site import Site
from bot.pauses import Pauses, wait_for
from bot.polling import Polling
from bot.serving.front import Front, front
from bot.serving.webhook import Webhook
from bot.settings import Settings, SettingsError
from bot.step_days import StepDays, keeping
from bot.transport import make_bot
from bot.watching import Watch
from bot.wiring import Parts, wired
from conversations.catalogue import texts
from conversations.questions.understanding import understanding
from storage.database import Database
from storage.transaction import Clock

# The event loop and the store's threads take turns at the interpreter. At Python's 5 ms each statement of a transaction
# may wait so long for its next one while the loop is busy; at half a millisecond they change hands too often.
SWITCH_SECONDS = 0.002
GARBAGE_AT = 10_000  # objects; an update makes and drops several hundred
STOP_SECONDS = 10.0  # what is in hand at a stop may take this long; the rest is sent after the next start

_LOG = logging.getLogger(__name__)


class Receiver(Protocol):
    """A way by which updates come in."""

    @property
    def bot(self) -> Bot: ...

    async def run(self, stop: asyncio.Event) -> None:
        """Receives updates until `stop` is set; raises InvalidToken."""


async def run(
    settings: Settings, *, stop: asyncio.Event | None = None, prepare: Callable[[], None] = lambda: None
) -> None:
    """Runs the assistant until `stop` is set or SIGTERM or SIGINT arrives; finishes what is in hand.

    Updates come by webhook where the settings name one, otherwise by long polling. `prepare` makes the database ready
    to be opened; while that is away, it is called again and again.
    """
    stop = stop or _stop_on_signals()
    try:
        async with assistant(settings, stop=stop, prepare=prepare) as receiver:
            _settle_memory()
            sys.setswitchinterval(SWITCH_SECONDS)
            _LOG.info("ready: @%s", receiver.bot.username)
            await _until_stopped(receiver, stop)
    except Stopped:
        _LOG.info("stopped before everything could be reached")


async def _until_stopped(receiver: Receiver, stop: asyncio.Event) -> None:
    """Receives updates; what is under way at the stop has its time, and comes again where that was not enough."""
    receiving, stopping = asyncio.create_task(receiver.run(stop)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if (await asyncio.wait({receiving}, timeout=STOP_SECONDS))[0]:
            receiving.result()
        else:
            _LOG.warning("updates that are under way are not acknowledged, and come again")
    finally:
        for task in (receiving, stopping):
            task.cancel()
        await asyncio.gather(receiving, stopping, return_exceptions=True)


def _settle_memory() -> None:
    """Lets the garbage collector pass by what is there to stay, and look at what comes and goes less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


@asynccontextmanager
async def assistant(
    settings: Settings,
    *,
    clock: Clock | None = None,
    stop: asyncio.Event | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> AsyncIterator[Receiver]:
    """The assistant, ready to receive updates; on leaving, what is in hand is finished and everything closed.

    `clock` tells what time it is instead of the store: when codes expire, when what is due later is due.
    """

    def open_store() -> Database:
        prepare()
        return Database.open(settings.database_url, settings.keyring(), clock)

    stop = stop or asyncio.Event()
    watch = Watch()
    async with AsyncExitStack() as stack:
        site = Site.of(settings)
        served = await stack.enter_async_context(front(settings.serving, watch, site))
        database = await opened(open_store, stop)
        stack.push_async_callback(asyncio.to_thread, database.close)
        await stack.enter_async_context(served.looking_at(database))
        gateways = Gateways.of(settings)
        gateways.close_with(stack)
        served.notified = gateways.notified(database)
        bot = make_bot(settings)
        stack.push_async_callback(bot.shutdown)
        await _introduce(bot, stop)
        parts = wired(settings, database, gateways, bot, watch)
        await _begin(stack, settings, parts)
        if site is not None:
            await stack.enter_async_context(site.open(parts.intake, identity_page(settings, gateways.identity)))
        stack.push_async_callback(parts.inbox.close, STOP_SECONDS)
        if settings.serving.webhook_url:
            # Nobody's next update may come before what was kept of them.
            await unless_stopped(parts.inbox.finish_left(), stop)
        yield stack.enter_context(_receiver(settings, parts, served))


async def _begin(stack: AsyncExitStack, settings: Settings, parts: Parts) -> None:
    """Starts what goes on beside the intake; all of it ends with the stack."""
    database = parts.intake.database
    # A bot that polls has no sibling at the same token, and a SQLite file none elsewhere: what a killed
    # predecessor held is taken over at once.
    await parts.delivery.start(alone=settings.database_url.startswith("sqlite"))
    stack.push_async_callback(parts.delivery.drain, STOP_SECONDS)
    await stack.enter_async_context(keeping(StepDays(database, parts.intake.watch)))
    for work in (
        _announce(parts.bot),
        _learn(),
        Housekeeping(database, settings.access_log_years).run(),
        parts.notices.run(),
    ):
        await stack.enter_async_context(_beside(work))


@contextmanager
def _receiver(settings: Settings, parts: Parts, served: Front) -> Iterator[Receiver]:
    """The way by which the settings have updates come in."""
    if not settings.serving.webhook_url:
        yield ElectedPolling(Polling(parts.bot, parts.inbox.take), parts.inbox, parts.inbox.database)
        return
    with served.calling(Webhook(parts.bot, parts.intake.handle_batch, settings.serving)) as webhook:
        yield webhook


@asynccontextmanager
async def _beside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Something that goes on beside the intake, and ends with it."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        for error in await asyncio.gather(task, return_exceptions=True):
            if isinstance(error, Exception):
                _LOG.error("work beside the intake had ended: %s", type(error).__name__, exc_info=error)


async def _announce(bot: Bot) -> None:
    """Commands, name and descriptions are set beside the work, which does not wait for them."""
    await commands.announce(bot, lambda language, key: texts(language).plain(key))


async def _learn() -> None:
    """Has questions understood before the first one comes; whoever asks before that waits for it."""
    await asyncio.to_thread(understanding)


async def _introduce(bot: Bot, stop: asyncio.Event) -> None:
    """Learns from Telegram who this bot is; while Telegram is out of reach it is asked again and again."""
    pauses = Pauses()
    while not stop.is_set():
        try:
            await bot.initialize()
        except InvalidToken:
            # The library's own words hold the token.
            raise SettingsError(["TELEGRAM_BOT_TOKEN is refused by Telegram: copy it again from @BotFather"]) from None
        except TelegramError as error:
            seconds = pauses.next()
            _LOG.warning("Telegram cannot be reached (%s), again in %.1f s", type(error).__name__, seconds)
            await wait_for(stop, seconds)
        else:
            return
    raise Stopped


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
