"""Pictures of the page for the documentation, taken while the page is tested: only when asked for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

FOLDER = os.environ.get("PICTURES", "")


async def picture(page: Page, name: str, scheme: Literal["light", "dark"] = "light") -> None:
    """Keeps what the page shows now as FOLDER/name.png, in light or dark."""
    if not FOLDER:
        return
    await page.mouse.move(0, 0)
    await page.emulate_media(color_scheme=scheme)
    await page.screenshot(path=Path(FOLDER) / f"{name}.png", animations="disabled")
