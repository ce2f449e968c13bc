"""A process whose clock is off by what a file says, and jumps when that is written anew."""

from __future__ import annotations

import importlib
import time
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

SETTING = "CLOCK_SHIFT_FILE"
# Where the assistant asks what time it is.
ASKING = ("storage.transaction", "bot.plain", "bot.reading", "bot.watching")


def install(file: Path) -> None:
    """Has this process go by the clock that is so many seconds off."""
    true_time = time.time

    def shift() -> float:
        return float(file.read_text() or 0) if file.exists() else 0.0

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=shift())

    time.time = lambda: true_time() + shift()
    for name in ASKING:
        module: Any = importlib.import_module(name)
        assert module.datetime is datetime, f"{name} asks another clock"
        module.datetime = Shifted


def write(file: Path, seconds: float) -> None:
    """Has the clock jump to being so many seconds off, between two moments at which it is asked."""
    fresh = file.with_suffix(".new")
    fresh.write_text(str(seconds))
    fresh.replace(file)
