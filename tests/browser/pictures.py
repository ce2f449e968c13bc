"""Takes the pictures in docs/pictures anew: `python -m tests.browser.pictures`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Runs the sign-ups in the browser and keeps pictures of their key screens; the exit code is pytest's."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PICTURES"] = str(folder)
    return pytest.main(["-q", str(ROOT / "tests" / "browser" / "test_sign_up.py")])


if __name__ == "__main__":
    sys.exit(main())
