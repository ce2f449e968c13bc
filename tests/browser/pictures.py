"""Takes the pictures in docs/pictures anew: `python -m tests.browser.pictures`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOWN = ("test_sign_up.py", "test_two_windows.py", "test_sign_up_on_pages.py")


def main() -> int:
    """Takes the pictures while the page is tested with the assistant; the exit code is pytest's."""
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PICTURES"] = str(folder)
    return pytest.main(["-q", *(str(ROOT / "tests" / "browser" / name) for name in SHOWN)])


if __name__ == "__main__":
    sys.exit(main())
