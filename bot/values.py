"""Values of settings as they are written in the environment and `.env`: read, with what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from dotenv import dotenv_values

from membership.limits import ACCESS_LOG_LEAST_YEARS, ACCESS_LOG_MANY_YEARS, MANY_SUBJECTS


def values_of(directory: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Values that are set and not blank; the environment wins over `.env`."""
    kept = dotenv_values(directory / ".env", interpolate=False)
    both = {**kept, **environment}
    return {name: value.strip() for name, value in both.items() if value and value.strip()}


def port_of(text: str) -> tuple[int, tuple[str, ...]]:
    """A port number, and what is wrong with it."""
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text), ()
    return 8080, ("PLAYGROUND_PORT: give a port number from 1 to 65535",)


def sends_of(name: str, values: Mapping[str, str], usual: float | None) -> tuple[float | None, tuple[str, ...]]:
    """A limit of messages a second; Telegram's own where none is set, none at another server."""
    text = values.get(name, "")
    if not text:
        return usual, ()
    if re.fullmatch(r"\d{1,5}(\.\d+)?", text, re.ASCII):
        return float(text) or None, ()
    return usual, (f"{name}: give a number of messages a second, or 0 for no limit",)


def chat_of(name: str, values: Mapping[str, str]) -> tuple[int | None, tuple[str, ...]]:
    """A chat by Telegram's number of it, which is negative for a group."""
    text = values.get(name, "")
    if not text:
        return None, ()
    if re.fullmatch(r"-?[1-9]\d{0,15}", text, re.ASCII):
        return int(text), ()
    return None, (f"{name}: give the chat's number, like -1001234567890 for a group",)


def years_of(name: str, values: Mapping[str, str]) -> tuple[int, tuple[str, ...]]:
    """For how many years the access log is kept; less than law asks is refused."""
    text = values.get(name, "")
    if not text:
        return ACCESS_LOG_MANY_YEARS, ()
    if re.fullmatch(r"\d{1,2}", text, re.ASCII) and int(text) >= ACCESS_LOG_LEAST_YEARS:
        return int(text), ()
    return ACCESS_LOG_MANY_YEARS, (
        f"{name}: give a number of years, {ACCESS_LOG_LEAST_YEARS} at least (law asks for"
        f" {ACCESS_LOG_MANY_YEARS} where there are {MANY_SUBJECTS:,} members or more)",
    )


def web_address(url: str) -> SplitResult | None:
    """An address of the web in its parts; None for what is none."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if good else None


def postgresql_url(url: str) -> str:
    """A database's address with the scheme that SQLAlchemy knows."""
    return f"postgresql://{url.removeprefix('postgres://')}" if url.startswith("postgres://") else url
