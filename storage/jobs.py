"""Works that wait for their transaction, and how whoever handed them in is told what came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

from storage.transaction import Work

Done = Callable[[Any, BaseException | None], None]
"""Told the result, or the error, of a work."""

Call = Callable[[Callable[[], object]], object]
"""Has something run where the caller is at home, as an event loop's `call_soon_threadsafe` does."""


class Job(Protocol):
    """A work, and how it went until the commit makes that true; on SQLite an `urgent` one goes before all others."""

    work: Work[Any]
    urgent: bool
    result: Any
    error: BaseException | None

    def begin(self) -> bool:
        """Whether the work is still wanted; from now on it cannot be taken back."""


class Awaited:
    """A job whose caller holds a future."""

    __slots__ = ("error", "future", "result", "work")
    urgent = False

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.future: Future[Any] = Future()
        self.result: Any = None
        self.error: BaseException | None = None

    def begin(self) -> bool:
        return self.future.set_running_or_notify_cancel()

    def settle(self) -> None:
        """Lets the caller know."""
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


class Errand:
    """A job whose caller is called: all that one commit settles are told in one call, which costs a thread hop less."""

    __slots__ = ("call", "done", "dropped", "error", "result", "urgent", "work")

    def __init__(self, work: Work[Any], done: Done, call: Call, urgent: bool = False) -> None:
        self.work = work
        self.urgent = urgent
        self.done = done
        self.call = call
        self.dropped = False
        self.result: Any = None
        self.error: BaseException | None = None

    def begin(self) -> bool:
        return not self.dropped

    def drop(self) -> None:
        """Takes the work back, unless it has begun."""
        self.dropped = True


def settle(jobs: Iterable[Job]) -> None:
    """Lets all callers know."""
    errands: dict[Call, list[Errand]] = {}
    for job in jobs:
        if isinstance(job, Errand):
            errands.setdefault(job.call, []).append(job)
        elif isinstance(job, Awaited):
            job.settle()
    for call, told in errands.items():
        with suppress(RuntimeError):  # the event loop has ended, and with it whoever waited
            call(partial(_tell, told))


def _tell(errands: Iterable[Errand]) -> None:
    for errand in errands:
        errand.done(errand.result, errand.error)
