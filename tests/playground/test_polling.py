"""getUpdates: waiting, confirming, one at a time."""

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import Conflict


async def test_an_update_comes_until_it_is_confirmed(bot: Bot, hands: Any) -> None:
    number = (await hands.says("one"))["update_id"]
    await hands.says("two")
    for _ in range(2):
        assert [u.update_id for u in await bot.get_updates(timeout=0)] == [number, number + 1]
    assert [u.message.text for u in await bot.get_updates(offset=number + 1, timeout=0)] == ["two"]
    assert await hands.gets("/api/idle") == {"pending_updates": 1}
    assert await bot.get_updates(offset=number + 2, timeout=0) == ()
    assert await hands.gets("/api/idle") == {"pending_updates": 0}


async def test_a_poll_waits_for_the_first_update(bot: Bot, hands: Any) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=20))
    await hands.gets("/api/state")
    said = await hands.says("now")
    assert [u.update_id for u in await poll] == [said["update_id"]]


async def test_a_poll_ends_empty_after_its_time(call: Any) -> None:
    assert (await call("getUpdates", timeout=1))["result"] == []


async def test_the_older_of_two_polls_is_ended(bot: Bot, root: str, hands: Any, playground: Any) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=20))
    await hands.awaits_call("getUpdates")
    async with Bot(playground.token, base_url=f"{root}/bot") as twin:
        newer = asyncio.create_task(twin.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        said = await hands.says("x")
        assert [u.update_id for u in await newer] == [said["update_id"]]


async def test_no_polling_beside_a_webhook(bot: Bot) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()


async def test_limit_and_the_last_ones(bot: Bot, hands: Any) -> None:
    numbers = [(await hands.says(str(n)))["update_id"] for n in range(5)]
    assert [u.update_id for u in await bot.get_updates(limit=2, timeout=0)] == numbers[:2]
    assert [u.update_id for u in await bot.get_updates(offset=-1, timeout=0)] == numbers[-1:]
    assert await hands.gets("/api/idle") == {"pending_updates": 1}


async def test_kinds_not_asked_for_do_not_come(bot: Bot, hands: Any, me: int) -> None:
    sent = await hands.says("one")
    await bot.get_updates(offset=sent["update_id"] + 1, timeout=0, allowed_updates=["message"])
    assert (await hands.does("edit", message_id=sent["message_id"], text="two"))["update_id"] is None
    # What is asked for stays as it was until it is said anew.
    await bot.get_updates(timeout=0)
    assert (await hands.does("block"))["update_id"] is None
    await bot.get_updates(timeout=0, allowed_updates=[])
    assert (await hands.does("block", blocked=False))["update_id"] is not None


async def test_an_old_update_can_be_sent_again(bot: Bot, hands: Any) -> None:
    said = await hands.says("one")
    (update,) = await bot.get_updates(timeout=0)
    await bot.get_updates(offset=said["update_id"] + 1, timeout=0)
    assert await hands.posts("/api/raw_update", **update.to_dict()) == {"update_id": said["update_id"]}
    again = await bot.get_updates(offset=said["update_id"] + 1, timeout=0)
    assert [u.update_id for u in again] == [said["update_id"]]
    assert await bot.get_updates(offset=said["update_id"] + 1, timeout=0) == ()


async def test_raw_updates_may_hold_anything(call: Any, hands: Any) -> None:
    sent = await hands.posts("/api/raw_update", message={"text": {"no": "text"}}, something=[1])
    (update,) = (await call("getUpdates"))["result"]
    assert update == {"update_id": sent["update_id"], "message": {"text": {"no": "text"}}, "something": [1]}


async def test_each_bot_has_its_own_updates(root: str, bot: Bot, hands: Any) -> None:
    token = "42:" + "B" * 35
    async with Bot(token, base_url=f"{root}/bot") as other:
        assert other.id == 42
        assert (await hands.gets("/api/state"))["bot"]["id"] == 42
        await hands.says("to the second")
        assert await bot.get_updates(timeout=0) == ()
        assert len(await other.get_updates(timeout=0)) == 1
