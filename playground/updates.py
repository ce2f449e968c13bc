"""Each bot's queue of updates: pushed by people, confirmed by the bot."""

import asyncio
from itertools import islice
from typing import Any

from playground.errors import conflict
from playground.models import Bot
from playground.params import Params
from playground.state import State

JSON = dict[str, Any]
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
LONGEST_POLL_S = 50
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
OTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"


def wanted(bot: Bot, kind: str) -> bool:
    """Whether the bot asked for updates of this kind."""
    return kind in bot.allowed if bot.allowed else kind not in NOT_BY_DEFAULT


def push(state: State, bot: Bot, kind: str, payload: JSON) -> int | None:
    """Queues an update for the bot; its id, or None where the bot does not want this kind."""
    if not wanted(bot, kind):
        return None
    return push_raw(state, bot, {kind: payload})


def push_raw(state: State, bot: Bot, body: JSON) -> int:
    """Queues any update; one that brings its own update_id is given out even if that number is long confirmed."""
    number = body.get("update_id")
    if number is None:
        number, bot.next_update = bot.next_update, bot.next_update + 1
    else:
        bot.stubborn.add(number)
        bot.next_update = max(bot.next_update, number + 1)
    update = {"update_id": number} | body
    bot.updates[number] = update
    state.store.put("update", f"{bot.id}:{number}", update)
    state.save_bot(bot)
    _wake(bot)
    state.on_update(bot, update)
    return number


def forget(state: State, bot: Bot, number: int) -> None:
    """Takes a confirmed update away."""
    bot.updates.pop(number, None)
    state.store.put("update", f"{bot.id}:{number}", None)


def set_allowed(state: State, bot: Bot, params: Params) -> None:
    """Keeps which kinds of updates the bot wants; what is not said stays as it was."""
    kinds = params.decoded("allowed_updates", "allowed updates")
    if isinstance(kinds, list):
        bot.allowed = kinds or None
        state.save_bot(bot)


def interrupt(bot: Bot, why: str) -> None:
    """Ends the long poll that is under way with 409."""
    if bot.poll and not bot.poll.done():
        bot.poll.set_exception(conflict(why))


async def get_updates(state: State, bot: Bot, params: Params) -> list[JSON]:
    """The Bot API's getUpdates: waits `timeout` seconds for the first update; `offset` confirms the earlier ones."""
    if bot.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    interrupt(bot, OTHER_POLL)
    set_allowed(state, bot, params)
    _confirm(state, bot, params.integer("offset"))
    limit = params.integer("limit", 100, 1, 100)
    if not bot.updates:
        await _first(bot, params.integer("timeout", 0, 0, LONGEST_POLL_S))
    batch = list(islice(bot.updates.values(), limit))
    bot.stubborn.difference_update(update["update_id"] for update in batch)
    return batch


def _confirm(state: State, bot: Bot, offset: int) -> None:
    numbers = list(bot.updates)
    done = numbers[:offset] if offset < 0 else [number for number in numbers if number < offset]
    for number in done:
        if number not in bot.stubborn:
            forget(state, bot, number)


def _wake(bot: Bot) -> None:
    if bot.poll and not bot.poll.done():
        bot.poll.set_result(None)


async def _first(bot: Bot, timeout: int) -> None:
    if not timeout:
        return
    bot.poll = poll = asyncio.get_running_loop().create_future()
    handle = asyncio.get_running_loop().call_later(timeout, _wake, bot)
    try:
        await poll
    finally:
        handle.cancel()
        if bot.poll is poll:
            bot.poll = None
