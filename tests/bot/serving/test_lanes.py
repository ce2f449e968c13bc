"""One lane a chat: order, failures, and those who give up waiting."""

import asyncio

import pytest

from bot.serving.lanes import Behind, Lanes


class Track:
    """What went through the lanes, and when it may go on."""

    def __init__(self) -> None:
        self.lanes = Lanes()
        self.began: list[int] = []
        self.gates: dict[int, asyncio.Future[None]] = {}

    async def take(self, number: int, chat: str = "7") -> None:
        async with self.lanes.turn(chat, number):
            self.began.append(number)
            if number in self.gates:
                await self.gates[number]

    def hold(self, number: int) -> asyncio.Future[None]:
        self.gates[number] = asyncio.get_running_loop().create_future()
        return self.gates[number]

    def begin(self, number: int, chat: str = "7") -> asyncio.Task[None]:
        return asyncio.create_task(self.take(number, chat))


async def turns(count: int = 5) -> None:
    """Lets everything that can go on do so."""
    for _ in range(count):
        await asyncio.sleep(0)


async def test_those_who_wait_go_by_their_numbers() -> None:
    track = Track()
    gate = track.hold(10)
    tasks = [track.begin(number) for number in (10, 13, 11, 12)]
    await turns()
    assert track.began == [10]
    gate.set_result(None)
    await asyncio.gather(*tasks)
    assert track.began == [10, 11, 12, 13]
    await track.lanes.rest()


async def test_another_chat_does_not_wait() -> None:
    track = Track()
    gate = track.hold(10)
    first, other = track.begin(10), track.begin(11, "8")
    await other
    assert track.began == [10, 11]
    gate.set_result(None)
    await first


async def test_when_one_fails_nothing_overtakes_it() -> None:
    track = Track()
    gate = track.hold(10)
    tasks = [track.begin(number) for number in (10, 11, 12)]
    await turns()
    gate.set_exception(LookupError())
    first, *behind = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(first, LookupError)
    assert [type(error) for error in behind] == [Behind, Behind]
    track.gates.clear()
    await track.take(10)
    assert track.began == [10, 10]


@pytest.mark.parametrize("late", [False, True], ids=["while it waits", "as its turn comes"])
async def test_who_gives_up_waiting_holds_nobody_up(late: bool) -> None:
    track = Track()
    gate = track.hold(10)
    tasks = [track.begin(number) for number in (10, 11, 12)]
    await turns()
    if late:
        gate.set_result(None)
        await turns(1)  # the first has ended; the second has been told, and has not gone on yet
    tasks[1].cancel()
    if not late:
        gate.set_result(None)
    await asyncio.gather(*tasks, return_exceptions=True)
    assert track.began == [10, 12]
    await track.lanes.rest()


async def test_who_is_cancelled_as_the_one_before_ends_holds_nobody_up() -> None:
    track = Track()
    gate = track.hold(10)
    tasks = [track.begin(number) for number in (10, 11, 12)]
    await turns()
    gate.set_result(None)
    tasks[1].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert track.began == [10, 12]
    await track.lanes.rest()


async def test_who_is_cancelled_as_the_one_before_fails_holds_nobody_up() -> None:
    track = Track()
    gate = track.hold(10)
    tasks = [track.begin(number) for number in (10, 11, 12)]
    await turns()
    gate.set_exception(LookupError())
    tasks[1].cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(error) for error in found] == [LookupError, asyncio.CancelledError, Behind]
    await track.lanes.rest()


async def test_rest_comes_when_all_chats_are_done() -> None:
    track = Track()
    gates = [track.hold(10), track.hold(11)]
    tasks = [track.begin(10), track.begin(11, "8")]
    await turns()
    resting = asyncio.create_task(track.lanes.rest())
    gates[0].set_result(None)
    await turns()
    assert not resting.done()
    gates[1].set_result(None)
    await asyncio.gather(resting, *tasks)
