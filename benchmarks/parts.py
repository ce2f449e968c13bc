"""The parts of the benchmark: each measures, and gives its table."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import kinds
from benchmarks.members import forget, settle
from benchmarks.processes import Kind
from benchmarks.runs import Course, Measure, folder, kill, measure
from benchmarks.tables import KILL_HEADS, SPEED_HEADS, kill_row, median, speed_row, table
from storage.migrate import upgrade
from tests.storage.postgresql_server import NotInstalled, running

CORES_FOR_WORKERS = 4  # two workers, the database, and the stand-in
# Every commit is on disk, as it is where people run it.
DURABLE = {"listen_addresses": "", "shared_buffers": "512MB", "max_wal_size": "4GB", "logging_collector": "off"}
AT_REST = Course(seconds=4.0)  # small differences are looked for
LATE = Course(late=0.04, people=600, warm=1.2)
Say = Callable[[str], None]


def told(words: str) -> None:
    """A line of how far it is, on standard error."""
    sys.stderr.write(f"  {words}\n")
    sys.stderr.flush()


def interleaved(
    runs: Sequence[tuple[str, Kind, Course]], repeats: int, before: Callable[[Kind], None] = lambda kind: None
) -> dict[str, Measure]:
    """Each run so often, one after another and all over again; the median of each by its name.

    `before` makes ready what is kept from one run to the next.
    """
    found: defaultdict[str, list[Measure]] = defaultdict(list)
    for turn in range(repeats):
        for name, kind, course in runs:
            before(kind)
            one = measure(kind, course)
            found[name].append(one)
            told(f"{turn + 1}/{repeats} {name}: {one.per_second:,.0f}/s, {one.cpu_ms:.2f} ms")
    return {name: median(measures) for name, measures in found.items()}


def speed(bots: Sequence[Kind], course: Course, repeats: int) -> str:
    """All bots against each other."""
    found = interleaved([(bot.name, bot, course) for bot in bots], repeats)
    floor = found[kinds.ECHO.name]
    return table(SPEED_HEADS, [speed_row(name, one, floor) for name, one in found.items()])


def late(bots: Sequence[Kind], repeats: int) -> str:
    """What is left of the speed when every answer of the Bot API is 40 ms late, with 600 people at once."""
    runs = []
    for way, webhook in (("by polling", False), ("by webhook", True)):
        for bot in bots:
            course = replace(LATE, webhook=webhook)
            runs += [(f"{bot.name}, {way}", bot, replace(course, late=0.0)), (f"late {bot.name}, {way}", bot, course)]
    found = interleaved(runs, repeats)
    rows = []
    for name, one in found.items():
        if not name.startswith("late "):
            slow = found[f"late {name}"]
            share = slow.per_second / one.per_second
            rows.append(
                (name, f"{one.per_second:,.0f}", f"{slow.per_second:,.0f}", f"{share:.2f}", f"{slow.cpu_ms:.2f}")
            )
    return table(("bot", "updates/s", "40 ms late", "ratio", "CPU ms/update late"), rows)


def kills(bots: Sequence[Kind], people: int) -> str:
    """What a SIGKILL half-way through everybody's interview costs."""
    rows = []
    for bot in bots:
        told(f"kill {bot.name}")
        rows.append(kill_row(bot.name, kill(bot, Course(people=people))))
    return table(KILL_HEADS, rows)


def members_on_sqlite(counts: Sequence[int], repeats: int) -> str:
    """What an update costs with few and with many members on SQLite."""
    with folder() as place:
        stores = {}
        for count in counts:
            path = place / f"{count}"
            path.mkdir()
            stores[count] = f"sqlite:///{path}/assistant.sqlite"
        return _members("SQLite", stores, repeats)


def members_on_postgresql(counts: Sequence[int], repeats: int) -> str:
    """The same on PostgreSQL, with two workers beside one where there are cores for them."""
    try:
        with running(DURABLE) as server:
            stores = {count: server.url(server.create()) for count in counts}
            text = _members("PostgreSQL", stores, repeats)
            return f"{text}\n\n{_workers(server.url(server.create()), repeats)}"
    except NotInstalled:
        return "PostgreSQL is not installed here: not measured."


def _members(where: str, stores: dict[int, str], repeats: int) -> str:
    for count, url in stores.items():
        told(f"{count:,} members on {where}")
        upgrade(url)
        settle(url, count)
    runs = [(f"{count:,}", kinds.ours_at(url, where), AT_REST) for count, url in stores.items()]
    found = interleaved(runs, repeats, lambda kind: forget(kind.database))
    least = next(iter(found.values()))
    rows = [
        (name, f"{one.per_second:,.0f}", f"{one.cpu_ms:.2f}", f"{one.cpu_ms / least.cpu_ms:.2f}")
        for name, one in found.items()
    ]
    return table((f"members on {where}", "updates/s", "CPU ms/update", "× the least"), rows)


def _workers(url: str, repeats: int) -> str:
    cores = os.cpu_count() or 1
    if cores < CORES_FOR_WORKERS:
        return f"Two workers: not measured, as this machine has {cores} cores and {CORES_FOR_WORKERS} are needed."
    bot = kinds.ours_at(url, "PostgreSQL")
    runs = [(f"{count}", bot, Course(webhook=True, workers=count)) for count in (1, 2)]
    upgrade(url)
    found = interleaved(runs, repeats, lambda kind: forget(kind.database))
    alone = found["1"].per_second
    rows = [(name, f"{one.per_second:,.0f}", f"{one.per_second / alone:.2f}") for name, one in found.items()]
    return table(("workers on PostgreSQL, by webhook", "updates/s", "× one"), rows)


def where_it_is(path: Path) -> str:
    """Whether the peers' environment is there."""
    return "" if path.exists() else f"{path} is not there: run `make bench`, which makes it."
