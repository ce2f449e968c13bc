"""Addresses found by a few words of theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# What is wrong with the words, rather than with the service: the person can put it right.
TOO_MANY, TOO_VAGUE, NOT_SEARCHABLE = "address.too_many", "address.too_vague", "address.not_searchable"


@dataclass(frozen=True, slots=True)
class FoundAddress:
    """One building: postcode of five digits, its address by road name with the district in brackets, and in English."""

    postcode: str
    base: str
    english: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first addresses that were found, and how many there are in all."""

    total: int
    addresses: Sequence[FoundAddress]


class AddressGateway(Protocol):
    """A search of addresses."""

    @property
    def name(self) -> str: ...

    async def search(self, words: str, most: int) -> Found:
        """The first `most` addresses; raises GatewayError, with one of the codes above where the words are to blame."""

    async def close(self) -> None:
        """Lets go of connections."""
