"""The stand-in as a process of its own: it is told what to do by its command line and tells on standard output."""

from __future__ import annotations

import argparse
import asyncio
import gc
import resource
import statistics
import sys
from typing import Any

import orjson
import uvloop

from benchmarks.stand_in.kill import Kill
from benchmarks.stand_in.people import People
from benchmarks.stand_in.wire import Requests

GIVE_UP_SECONDS = 150.0


def tell(**what: Any) -> None:
    """One line to whoever started this process."""
    sys.stdout.write(orjson.dumps(what).decode() + "\n")
    sys.stdout.flush()


async def measure(people: People, warm: float, seconds: float) -> None:
    """Lets the bot run warm, then measures it for so long."""
    ready = asyncio.Event()
    people.on_ready = ready.set
    await ready.wait()
    tell(event="ready")
    people.begin()
    await asyncio.sleep(warm)
    people.measure()
    busy = _busy()
    tell(event="begin")
    await asyncio.sleep(seconds)
    measured = people.measure()
    lasted = people.measured.began - measured.began
    waits = sorted(measured.seconds) or [float("nan")]
    tell(
        event="end",
        updates=measured.handled,
        seconds=lasted,
        calls=people.measured.calls - measured.calls,
        p50=statistics.median(waits),
        p99=waits[int(len(waits) * 0.99)],
        stand_in_busy=(_busy() - busy) / lasted,
        odd=people.doubled + people.jumped,
    )


def _busy() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--hooks", type=int, nargs="+", default=[])
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--late", type=float, default=0.0)
    parser.add_argument("--echoes", action="store_true")
    parser.add_argument("--warm", type=float, default=1.0)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--kill", action="store_true")
    return parser.parse_args()


async def serve(given: argparse.Namespace) -> None:
    """Serves until it is ended: also after everything is measured, so that the bot can end well."""
    people = People(given.people, echoes=given.echoes, replaced=not given.kill, hooks=given.hooks, late=given.late)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Requests(people.api.handle), "127.0.0.1", given.port)
    tell(event="listening")
    async with asyncio.timeout(GIVE_UP_SECONDS + given.warm + given.seconds):
        if given.kill:
            tell(event="end", **await Kill(people, tell).run())
        else:
            await measure(people, given.warm, given.seconds)
    await server.serve_forever()


if __name__ == "__main__":
    gc.disable()
    uvloop.run(serve(_arguments()))
