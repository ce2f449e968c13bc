"""Text messages of our own: codes for a new password or number. They prove a number, never a name."""

from __future__ import annotations

from typing import Protocol

from gateways.identity import GatewayError


class SmsRefused(GatewayError):
    """The message will not be sent, however often it is tried."""

    def __init__(self, code: str):
        super().__init__(code, passing=False)


class GatewayAway(GatewayError):
    """The message has not been sent; a later try may."""


class SmsGateway(Protocol):
    """Somebody who sends text messages."""

    @property
    def name(self) -> str: ...

    async def send(self, to: str, text: str, ref: str) -> None:
        """Sends `text` to a number (E.164); `ref` tells messages apart. Raises SmsRefused or GatewayAway."""

    async def close(self) -> None:
        """Lets go of connections."""


class ConsoleSms:
    """For development: prints one line `sms +821012345678 text` for each message."""

    name = "console"

    async def send(self, to: str, text: str, ref: str) -> None:
        print(f"sms {to} {text}", flush=True)

    async def close(self) -> None:
        """Has nothing to let go of."""
