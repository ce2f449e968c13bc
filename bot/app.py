"""The assistant on Telegram, wired together: intake, conversations, delivery, and a clean start and stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Protocol

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot import commands
from bot.delivery import Delivery
from bot.delivery.errands import Handlers
from bot.election import ElectedPolling
from bot.files import file_fetcher
from bot.gateways import Gateways
from bot.housekeeping import Housekeeping
from bot.intake import Intake
from bot.notices import Notices, Words
from bot.opening import Stopped, opened
from bot.pauses import Pauses, wait_for
from bot.polling import Polling
from bot.reading import CHANNEL
from bot.serving.front import front
from bot.serving.webhook import Webhook
from bot.settings import Settings, SettingsError
from bot.step_days import StepDays, keeping
from bot.transport import make_bot, transport_of
from bot.watching import Watch
from conversations.catalogue import texts
from conversations.engine import Engine
from conversations.events import Chat
from conversations.notices import expired_notes, notices_of, reminder_notes
from conversations.questions.understanding import understanding
from conversations.talk import Surroundings
from gateways.identity import IdentityGateway
from membership.passwords import hash_password, verify_password
from storage.database import Database
from storage.transaction import Clock, utc_now

# The event loop and the store's threads take turns at the interpreter: at Python's 5 ms each statement of a
# transaction would wait so long for its next one while the loop is busy.
SWITCH_SECONDS = 0.0005
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
            await receiver.run(stop)
    except Stopped:
        _LOG.info("stopped before everything could be reached")


def _settle_memory() -> None:
    """Lets the garbage collector pass by what is there to stay, and look at what comes and goes less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_AT)


@asynccontextmanager
async def assistant(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    stop: asyncio.Event | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> AsyncIterator[Receiver]:
    """The assistant, ready to receive updates; on leaving, what is in hand is finished and everything closed.

    `clock` tells what time it is in the store: when codes expire, when what is due later is due.
    """

    def open_store() -> Database:
        prepare()
        return Database.open(settings.database_url, settings.keyring(), clock)

    stop = stop or asyncio.Event()
    watch = Watch()
    async with AsyncExitStack() as stack:
        served = await stack.enter_async_context(front(settings.serving, watch))
        database = await opened(open_store, stop)
        stack.push_async_callback(asyncio.to_thread, database.close)
        await stack.enter_async_context(served.looking_at(database))
        gateways = Gateways.of(settings)
        gateways.close_with(stack)
        served.notified = gateways.notified(database)
        bot = make_bot(settings)
        stack.push_async_callback(bot.shutdown)
        await _introduce(bot, stop)
        intake, delivery, notices = _wire(settings, database, gateways, bot, watch)
        # A bot that polls has no sibling at the same token, and a SQLite file none elsewhere: what a killed
        # predecessor held is taken over at once.
        await delivery.start(alone=settings.database_url.startswith("sqlite"))
        stack.push_async_callback(delivery.drain, STOP_SECONDS)
        await stack.enter_async_context(keeping(StepDays(database, watch)))
        for work in (_announce(bot), _learn(), Housekeeping(database).run(), notices.run()):
            await stack.enter_async_context(_beside(work))
        if not settings.serving.webhook_url:
            yield ElectedPolling(Polling(bot, intake.handle_batch), database)
            return
        with served.calling(Webhook(bot, intake.handle_batch, settings.serving)) as webhook:
            yield webhook


def _wire(
    settings: Settings, database: Database, gateways: Gateways, bot: Bot, watch: Watch
) -> tuple[Intake, Delivery, Notices]:
    """Intake, delivery and notices, which hand rows to each other."""
    worker = f"{os.getpid()}-{secrets.token_hex(4)}"
    staff = None if settings.staff_chat is None else Chat(CHANNEL, str(settings.staff_chat))
    services = gateways.services(database)
    around = Surroundings(
        gateways.identity.offers,
        bot.username,
        lambda ref: _page(gateways.identity, bot, ref),
        staff,
        frozenset(services),
    )
    intake = Intake(
        database=database,
        engine=Engine(around),
        bot_id=str(bot.id),
        worker=worker,
        costly=_costly(bot),
        # Delivery and notices are made below, with the intake's own hands in theirs.
        enqueue=lambda rows: delivery.enqueue(rows),  # noqa: PLW0108
        wake=lambda: notices.wake(),  # noqa: PLW0108
        doubt=lambda: delivery.doubt(),  # noqa: PLW0108
        watch=watch,
    )
    delivery = Delivery(
        database,
        transport_of(bot),
        worker=worker,
        handlers=Handlers(
            services,
            intake.take_answer,
            intake.take_tick,
        ),
        sends_per_second=settings.sends_per_second,
        chat_sends_per_second=settings.chat_sends_per_second,
    )
    words = Words(notices_of, reminder_notes, expired_notes)
    notices = Notices(
        database,
        words,
        worker=worker,
        staff=staff,
        enqueue=delivery.enqueue_notices,
        has_room=lambda: delivery.takes_notices,
    )
    return intake, delivery, notices


def _page(gateway: IdentityGateway, bot: Bot, ref: str) -> str:
    """The provider's page of a check; its deep link leads back to the chat, which then looks for the result."""
    return gateway.page_url(ref, f"https://t.me/{bot.username}?start=ipin_{ref}")


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


def _costly(bot: Bot) -> dict[str, Any]:
    """The work that is done before a transaction opens: hashing passwords, fetching a file."""

    async def hashed(password: str) -> str:
        return await asyncio.to_thread(hash_password, password)

    async def verified(password_hash: str, password: str) -> bool:
        return await asyncio.to_thread(verify_password, password_hash, password)

    return {"file": file_fetcher(bot), "hash_password": hashed, "verify_password": verified}


def _stop_on_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop
