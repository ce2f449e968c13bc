"""Where the HTTP server listens and what Telegram calls: read from the settings, and what is wrong with them."""

from __future__ import annotations

import errno
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.values import web_address

HEALTH, READY, METRICS = "/healthz", "/readyz", "/metrics"
NOTIFIED = "/identity/notified"
PAGES = "/pages"
DEFAULT_LISTEN = "127.0.0.1:8000"
# Bot API, setWebhook: "Ports currently supported for webhooks".
TELEGRAM_PORTS = (443, 80, 88, 8443)
# Bot API, setWebhook: 1-256 of these characters; fewer than 16 could be guessed.
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_LISTEN = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):(\d{1,5})", re.ASCII)

_WANTED_SECRET = "give 16 to 256 letters, digits, _ or -, for example from: openssl rand -hex 32"  # noqa: S105 -- advice


@dataclass(frozen=True, slots=True)
class Serving:
    """What the HTTP server is told: where to `listen` (host:port, "" for nowhere), and the webhook if there is one."""

    listen: str = ""
    webhook_url: str = ""
    webhook_secret: str = field(default="", repr=False)

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Serving:
        """Reads LISTEN, WEBHOOK_URL and WEBHOOK_SECRET; a webhook without a place to listen at gets the usual one."""
        url = values.get("WEBHOOK_URL", "")
        listen = values.get("LISTEN", DEFAULT_LISTEN if url else "")
        return cls(listen, url, values.get("WEBHOOK_SECRET", ""))

    @property
    def address(self) -> tuple[str, int]:
        """Host and port; raises ValueError where `problems` has something to say of them."""
        address = _address(self.listen)
        if address is None:
            raise ValueError("LISTEN is not host:port")
        return address

    @property
    def path(self) -> str:
        """The path that Telegram calls."""
        return urlsplit(self.webhook_url).path or "/"

    def trouble(self, reason: OSError) -> str:
        """Why it cannot be listened at LISTEN, and what to do, in one line."""
        host, port = self.address
        if isinstance(reason, socket.gaierror):
            return f"LISTEN: {host} is not an address of this machine ({reason.strerror})"
        if reason.errno == errno.EADDRINUSE:
            return f"LISTEN: port {port} of {host} is taken, choose another or stop what uses it"
        if reason.errno == errno.EACCES:
            return f"LISTEN: port {port} is not allowed to you, choose one from 1024 on"
        return f"LISTEN: {host}:{port} cannot be used ({os.strerror(reason.errno or 0)})"

    def problems(self, *, at_telegram: bool) -> list[str]:
        """What keeps the server from starting, one line each."""
        return [*self._listen_problems(), *self._url_problems(at_telegram), *self._secret_problems()]

    def _listen_problems(self) -> list[str]:
        if not self.listen or _address(self.listen) is not None:
            return []
        return ["LISTEN: give host:port, like 127.0.0.1:8000, or 0.0.0.0:8000 for every network"]

    def _url_problems(self, at_telegram: bool) -> list[str]:
        if not self.webhook_url:
            return []
        parts = web_address(self.webhook_url)
        if parts is None or parts.query or parts.fragment:
            return ["WEBHOOK_URL is not an address: give one like https://bot.example.kr/telegram, without ? and #"]
        if parts.path in {HEALTH, READY, METRICS, NOTIFIED} or parts.path.startswith(f"{PAGES}/"):
            return [f"WEBHOOK_URL: {parts.path} is taken by the server itself, choose another path"]
        if at_telegram and parts.scheme != "https":
            return ["WEBHOOK_URL: Telegram calls https addresses only, put a TLS proxy in front"]
        if at_telegram and parts.port not in {None, *TELEGRAM_PORTS}:
            return [f"WEBHOOK_URL: Telegram calls the ports {', '.join(map(str, TELEGRAM_PORTS))} only"]
        return []

    def _secret_problems(self) -> list[str]:
        if not self.webhook_url or _SECRET.fullmatch(self.webhook_secret):
            return []
        told = "cannot be used" if self.webhook_secret else "is not set"
        return [f"WEBHOOK_SECRET {told}: {_WANTED_SECRET}"]


def _address(listen: str) -> tuple[str, int] | None:
    match = _LISTEN.fullmatch(listen)
    return (match[1].strip("[]"), int(match[2])) if match and int(match[2]) <= 65535 else None
