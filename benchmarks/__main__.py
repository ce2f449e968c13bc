"""`make bench`: our bot and its peers hold the same interview with the same people against the same stand-in.

ARGS="--quick" for one repeat of the first tables, ARGS="--long" for up to ten million members, ARGS="--only kill".
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import kinds, parts
from benchmarks.processes import THEIRS, Kind
from benchmarks.redis_server import redis
from benchmarks.runs import Course, folder
from benchmarks.tables import machine

PARTS = ("polling", "webhook", "late", "kill", "members")
FEW, MANY = (1_000, 100_000), (1_000, 100_000, 10_000_000)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measures the assistant beside its peers.")
    parser.add_argument("--quick", action="store_true", help="one repeat instead of three")
    parser.add_argument("--long", action="store_true", help="also with ten million members")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=list(PARTS), help="these parts")
    return parser.parse_args()


def bots(redis_port: int | None) -> list[Kind]:
    """Everybody who is measured."""
    stored = [] if redis_port is None else [kinds.redis_kind(redis_port)]
    return [kinds.OURS, kinds.ECHO, kinds.PICKLE, kinds.FLUSHED, *stored, kinds.MEMORY]


def tables(given: argparse.Namespace, everybody: Sequence[Kind], repeats: int) -> Iterator[tuple[str, str]]:
    """Each table with its heading, as soon as it is measured."""
    counts = MANY if given.long else FEW
    hurried = [kinds.OURS, kinds.ECHO, kinds.MEMORY]
    made: dict[str, list[tuple[str, Callable[[], str]]]] = {
        "polling": [("By polling", lambda: parts.speed([kinds.LOGGED, *everybody], Course(), repeats))],
        "webhook": [("By webhook", lambda: parts.speed(everybody, Course(webhook=True), repeats))],
        "late": [("Every answer of the Bot API 40 ms late", lambda: parts.late(hurried, repeats))],
        "kill": [("What a SIGKILL costs", lambda: parts.kills([k for k in everybody if not k.echoes], 50))],
        "members": [
            ("With many members on SQLite", lambda: parts.members_on_sqlite(counts, repeats)),
            ("With many members on PostgreSQL", lambda: parts.members_on_postgresql(counts, repeats)),
        ],
    }
    for part in given.only:
        for heading, measured in made[part]:
            yield heading, measured()


def main() -> None:
    given, began = arguments(), time.monotonic()
    missing = parts.where_it_is(THEIRS)
    if missing:
        sys.exit(missing)
    print(machine())
    with folder() as place, redis(Path(place)) as port:
        if port is None:
            print(
                "\nredis-server is not installed here (apt-get install redis-server): aiogram with Redis is left out."
            )
        for heading, table in tables(given, bots(port), 1 if given.quick else 3):
            print(f"\n### {heading}\n\n{table}", flush=True)
    print(f"\n{time.monotonic() - began:.0f} s in all.")


if __name__ == "__main__":
    main()
