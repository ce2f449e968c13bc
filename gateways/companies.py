"""What the tax office knows of a business number: whether it trades, and whether an opening date is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

State = Literal["active", "suspended", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class CompanyStatus:
    """A company's state; "unknown" is a number that the tax office never gave out or has struck off."""

    state: State
    closed_on: date | None = None


class CompanyGateway(Protocol):
    """An office that knows business numbers; every call raises GatewayError."""

    @property
    def name(self) -> str: ...

    async def status(self, business_number: str) -> CompanyStatus:
        """The state of a number (ten digits)."""

    async def matches(self, business_number: str, opened_on: date, representative: str) -> bool:
        """Whether the number was given to this representative on this day [개업일자]."""

    async def close(self) -> None:
        """Lets go of connections."""
