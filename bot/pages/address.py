"""PUBLIC_URL, under which the pages are: what is wrong with it, and what it is good for."""

from __future__ import annotations

from bot.values import web_address

WITHOUT = (
    "PUBLIC_URL is not set: passwords are typed in the chat and pass Telegram's servers before they are deleted,"
    " and no form can be filled in on a page (set it to the https address of this program's own pages, with LISTEN)"
)
_NEEDED = "PUBLIC_URL is not set, {by} needs it: the https address of this program's own pages"
_SHAPE = "PUBLIC_URL is not an address: give one like https://bot.example.kr, without a path (pages are at /pages)"
_HTTPS = "PUBLIC_URL: Telegram opens https addresses only, put a TLS proxy in front"
_LISTEN = "LISTEN is not set, PUBLIC_URL needs it: where the proxy finds the pages, like 127.0.0.1:8000"


def address_problems(public_url: str, *, listen: str, at_telegram: bool, needed_by: str = "") -> list[str]:
    """What keeps the pages from being served, one line each; nothing where they are neither set nor `needed_by`."""
    if not public_url:
        return [_NEEDED.format(by=needed_by)] if needed_by else []
    found = [] if _is_site(public_url) else [_SHAPE]
    if not found and at_telegram and not public_url.startswith("https://"):
        found.append(_HTTPS)
    return found if listen else [*found, _LISTEN]


def _is_site(url: str) -> bool:
    parts = web_address(url)
    return parts is not None and "@" not in parts.netloc and not (parts.path or parts.query or parts.fragment)
