"""axe-core looks through a page for what would shut people out: WCAG 2.2 A and AA, and its own best practices."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from playwright.async_api import Frame, Page

SCRIPT = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RUN = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`);
}"""


async def violations(page: Page | Frame) -> list[Any]:
    """What axe finds wrong on the page as it stands."""
    await page.evaluate(SCRIPT)
    found: list[Any] = await page.evaluate(RUN)
    return found
