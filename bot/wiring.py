"""Intake, delivery and notices of one bot, made for each other: each hands rows to the others."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram import Bot

from bot.delivery import Delivery
from bot.delivery.errands import Handlers
from bot.files import file_fetcher
from bot.gateways import Gateways
from bot.inbox import Inbox
from bot.intake import Intake
from bot.notices import Notices, Words
from bot.reading import CHANNEL
from bot.settings import Settings
from bot.transport import transport_of
from bot.watching import Watch
from conversations.awaiting import reminder_notes
from conversations.engine import Engine
from conversations.events import Chat
from conversations.notices import expired_notes, notices_of
from conversations.talk import Surroundings
from gateways.identity import IdentityGateway
from membership.passwords import hash_password, verify_password
from storage.database import Database

WORDS = Words(notices_of, reminder_notes, expired_notes)


@dataclass(frozen=True, slots=True)
class Parts:
    """What takes updates, what sends, and what tells others."""

    bot: Bot
    intake: Intake
    inbox: Inbox
    delivery: Delivery
    notices: Notices


def wired(settings: Settings, database: Database, gateways: Gateways, bot: Bot, watch: Watch) -> Parts:
    """The parts of a bot that has learnt its own name; none of them is at work yet."""
    worker = f"{os.getpid()}-{secrets.token_hex(4)}"
    staff = None if settings.staff_chat is None else Chat(CHANNEL, str(settings.staff_chat))
    services = gateways.services(database)
    intake = Intake(
        database=database,
        engine=Engine(_surroundings(bot, gateways, staff, frozenset(services), settings.pages)),
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
        handlers=Handlers(services, intake.take_answer, intake.take_tick),
        sends_per_second=settings.sends_per_second,
        chat_sends_per_second=settings.chat_sends_per_second,
    )
    notices = Notices(
        database,
        WORDS,
        worker=worker,
        staff=staff,
        enqueue=delivery.enqueue_notices,
        has_room=lambda: delivery.takes_notices,
    )
    inbox = Inbox(bot, database, intake.handle_batch, intake.engine.is_confidential)
    return Parts(bot, intake, inbox, delivery, notices)


def _surroundings(
    bot: Bot, gateways: Gateways, staff: Chat | None, services: frozenset[str], pages: Callable[[str], str] | None
) -> Surroundings:
    identity = gateways.identity
    return Surroundings(identity.offers, bot.username, lambda ref: _page(identity, bot, ref), staff, services, pages)


def _page(gateway: IdentityGateway, bot: Bot, ref: str) -> str:
    """The provider's page of a check; its deep link leads back to the chat, which then looks for the result."""
    return gateway.page_url(ref, f"https://t.me/{bot.username}?start=ipin_{ref}")


def _costly(bot: Bot) -> dict[str, Any]:
    """The work that is done before a transaction opens: hashing passwords, fetching a file."""

    async def hashed(password: str) -> str:
        return await asyncio.to_thread(hash_password, password)

    async def verified(password_hash: str, password: str) -> bool:
        return await asyncio.to_thread(verify_password, password_hash, password)

    return {"file": file_fetcher(bot), "hash_password": hashed, "verify_password": verified}
