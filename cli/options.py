"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

PAGE = 500
"""Rows of a listing that are held at once."""


def as_json(command: Command) -> Command:
    """--json"""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON (UTF-8) for programs.")(command)


def paged(command: Command) -> Command:
    """--after and --limit"""
    after = click.option(
        "--after", type=click.IntRange(0), default=0, metavar="NO", help="Begin behind this number (column NO)."
    )
    limit = click.option("--limit", type=click.IntRange(1), metavar="N", help="At most N of them; all without it.")
    return after(limit(command))


def lines_of(read_page: Callable[[int, int], list[Any]], after: int, limit: int | None) -> Any:
    """All lines behind the one numbered `after`, fetched a page at a time by `read_page(after, most)`."""
    left = limit
    while left is None or left > 0:
        page = read_page(after, PAGE if left is None else min(PAGE, left))
        yield from page
        if not page:
            return
        after = page[-1].id
        left = None if left is None else left - len(page)
