"""Which addresses Telegram takes in links and buttons."""

import re
from urllib.parse import urlsplit

USER_LINK = re.compile(r"tg:(?://)?user\?id=(\d+)$")
OWN_SCHEMES = {"tg", "ton", "tonsite"}
LOCAL = {"localhost", "127.0.0.1"}


def mentioned_user(url: str) -> int:
    """The user of a tg://user?id=… link, else 0."""
    found = USER_LINK.match(url)
    return int(found[1]) if found else 0


def checked_link(url: str) -> str:
    """The address as Telegram keeps it, "" for what it does not take.

    Telegram wants a dot in the host; localhost passes here too, because the stand-ins' pages live there.
    """
    url = url.strip()
    if any(char.isspace() or ord(char) < 32 for char in url):
        return ""
    try:
        parts = urlsplit(url if "://" in url or url.split(":")[0] in OWN_SCHEMES else f"http://{url}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme in OWN_SCHEMES:
        return url
    if parts.scheme not in {"http", "https"} or not ("." in host or ":" in host or host in LOCAL):
        return ""
    return parts._replace(path=parts.path or "/").geturl()


def checked_page(url: str) -> str:
    """The address of a Mini App as Telegram keeps it, "" for what it does not take.

    Telegram wants https; a page of this machine's own passes here without, because that is where they are tried.
    """
    kept = checked_link(url) if "://" in url else ""
    parts = urlsplit(kept)
    return kept if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL) else ""
