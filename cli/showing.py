"""What commands print: tables in which Korean lines up, sheets of one thing, and JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import click

GAP = "  "


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Hangul letters take two."""
    return sum(_columns(letter) for letter in text)


def _columns(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cell(value: object) -> str:
    """A value in words; what could steer a terminal is replaced."""
    if value is None or value == "":
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M")
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(value))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a table: as wide as its first rows need, so that a million rows can flow through."""
    pages = ([cell(value) for value in row] for row in rows)
    first = [list(heads), *(row for row, _ in zip(pages, range(500), strict=False))]
    widths = [max(map(width, column)) for column in zip(*first, strict=True)]
    for row in first:
        yield _line(row, widths)
    for row in pages:
        yield _line(row, widths)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    padded = [text + " " * (most - width(text)) for text, most in zip(row, widths, strict=True)]
    return GAP.join(padded).rstrip()


def sheet(facts: Iterable[tuple[str, object]]) -> Iterator[str]:
    """Lines of one thing: the name of each fact, and the fact."""
    named = [(name, cell(value)) for name, value in facts]
    widest = max(width(name) for name, _ in named)
    return (f"{name}{' ' * (widest - width(name))}{GAP}{value}" for name, value in named)


def say(lines: Iterable[str]) -> None:
    """Prints lines."""
    for line in lines:
        click.echo(line)


def say_json(thing: Any) -> None:
    """Prints one thing as JSON."""
    import orjson

    click.echo(orjson.dumps(thing, option=orjson.OPT_INDENT_2).decode())


def say_json_array(things: Iterable[Any]) -> None:
    """Prints many things as one JSON array, each on a line of its own as it comes."""
    import orjson

    before = "["
    for thing in things:
        click.echo(before)
        click.echo(orjson.dumps(thing).decode(), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")


def phone(number: str | None) -> str | None:
    """A stored number as people write it; one that another writer stored in another form is shown as it is."""
    from phonenumbers import NumberParseException

    from membership.reading.phones import show_phone

    try:
        return show_phone(number) if number else None
    except NumberParseException:
        return number
