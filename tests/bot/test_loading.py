"""What a start loads, and what it does not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEVER = ("rich.console", "rich.pretty", "httpx._main", "pygments", "sklearn", "scipy")


def test_a_start_loads_nothing_that_it_does_not_use() -> None:
    program = "import sys, bot.app, structlog, httpx; print(*(name for name in sys.modules if sys.modules[name]))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    names = loaded.stdout.split()
    assert "httpx" in names
    assert [name for name in NEVER if name in names] == []
