"""An event loop in which time passes only when there is nothing else to do, and in which nothing is left to chance."""

from __future__ import annotations

import asyncio
import itertools
import selectors
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from random import Random
from typing import Any

READ_SECONDS = 0.002

alive: ContextVar[set[Task] | None] = ContextVar("alive", default=None)
"""Where the tasks of the present process are gathered, so that it can be killed."""


class Stuck(Exception):
    """Nobody will ever do anything again."""


class Task(asyncio.Task[Any]):
    """A task that sets hold in the order of birth, and not of addresses, which differ from run to run."""

    _numbers = itertools.count(1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.number = next(Task._numbers)
        super().__init__(*args, **kwargs)
        process = alive.get()
        if process is not None:
            process.add(self)
            self.add_done_callback(process.discard)

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other


class Leap(selectors.DefaultSelector):
    """Waits for nothing: whoever would wait has the clock put forward instead."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            raise Stuck
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs hours in moments; what would run in a thread runs at once, and its answer comes a little later."""

    def __init__(self, rng: Random) -> None:
        self._leap = Leap()
        self._rng = rng
        super().__init__(self._leap)
        self.set_task_factory(_task)  # type: ignore[arg-type] # its own type wants a protocol

    def time(self) -> float:
        return self._leap.now

    def run_in_executor(  # type: ignore[override] # any function at all
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        future = self.create_future()
        try:
            result = func(*args)
        except Exception as error:  # noqa: BLE001 -- it is the caller's, through the future
            self.call_later(self._rng.uniform(0, READ_SECONDS), _fail, future, error)
        else:
            self.call_later(self._rng.uniform(0, READ_SECONDS), _settle, future, result)
        return future


def _task(loop: asyncio.AbstractEventLoop, coro: Coroutine[Any, Any, Any], **kwargs: Any) -> Task:
    return Task(coro, loop=loop, **kwargs)


def _settle(future: asyncio.Future[Any], result: Any) -> None:
    if not future.done():
        future.set_result(result)


def _fail(future: asyncio.Future[Any], error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
