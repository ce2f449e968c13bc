"""How a bot of the benchmark is told what to do."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

TOKEN = "7000000001:" + "T" * 35
SECRET = "hook-secret-of-the-benchmark-0123456789"
PATH = "hook"


@dataclass(frozen=True)
class Given:
    """The stand-in's address, the port for a webhook (0: poll), the folder for what is kept, and a variant."""

    root: str
    hook: int
    folder: Path
    variant: str


def given() -> Given:
    """What stands on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True)
    parser.add_argument("--hook", type=int, default=0)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--variant", default="")
    found = parser.parse_args()
    return Given(found.root, found.hook, found.folder, found.variant)


def hook_url(port: int) -> str:
    """The address that the bot gives to Telegram; the stand-in takes its path alone."""
    return f"https://127.0.0.1:{port}/{PATH}"
