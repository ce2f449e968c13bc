"""Tables of what was measured, in Markdown, so that what is printed can stand in a page as it is."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.processes import OURS, THEIRS
from benchmarks.runs import Killed, Measure

Row = Sequence[str]
PACKAGES = ("python-telegram-bot", "aiogram", "aiohttp", "httpx", "tornado", "uvloop", "orjson", "sqlalchemy", "redis")


def table(heads: Row, rows: Iterable[Row]) -> str:
    """A table; its first column is words, the others are numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def median(measures: Sequence[Measure]) -> Measure:
    """Each figure's median."""
    names = Measure.__dataclass_fields__
    return Measure(**{name: statistics.median(getattr(one, name) for one in measures) for name in names})


SPEED_HEADS = ("bot", "updates/s", "× echo", "CPU ms/update", "p50 ms", "p99 ms", "calls/update", "RSS MB", "start s")


def speed_row(name: str, one: Measure, floor: Measure) -> Row:
    """How fast a bot is, beside the floor in the same run."""
    return (
        name,
        f"{one.per_second:,.0f}",
        f"{one.per_second / floor.per_second:.2f}",
        f"{one.cpu_ms:.2f}",
        f"{one.p50_ms:.0f}",
        f"{one.p99_ms:.0f}",
        f"{one.calls_per_update:.1f}",
        f"{one.megabytes:.0f}",
        f"{one.start_seconds:.2f}",
    )


KILL_HEADS = ("bot", "updates lost", "questions passed over", "people who begin again", "questions seen twice")


def kill_row(name: str, one: Killed) -> Row:
    """What a kill cost."""
    again = f"{one.begin_again} of {one.people}" + (" (its file was unreadable)" if one.unreadable else "")
    return (name, str(one.lost), str(one.passed_over), again, str(one.seen_twice))


def machine() -> str:
    """The machine and the versions, in a few lines."""
    cpu = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    memory = next((int(line.split()[1]) // 2**20 for line in _lines("/proc/meminfo") if "MemTotal" in line), 0)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory} GB, {platform.system()} {platform.release()}, load {load};"
        f" Python {platform.python_version()}\n"
        f"ours: {_versions(OURS)}\npeers: {_versions(THEIRS)}"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _versions(python: Path) -> str:
    ask = (
        "import importlib.metadata as m, sys\n"
        "for n in sys.argv[1:]:\n"
        "    try: print(n, m.version(n))\n"
        "    except m.PackageNotFoundError: pass"
    )
    found = subprocess.run([str(python), "-c", ask, *PACKAGES], capture_output=True, text=True, check=True)
    return ", ".join(found.stdout.split("\n")[:-1])
