"""The identity check of an outside provider (KOTRA 회원가입 매뉴얼, 실명인증): a code to a phone, or a page."""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, runtime_checkable

Gender = Literal["male", "female"]
National = Literal["domestic", "foreign"]


class GatewayError(Exception):
    """An outside service did not do what was asked; `passing` says whether the same again may succeed."""

    def __init__(self, code: str, *, passing: bool = True):
        self.code = code
        self.passing = passing
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class VerifiedPerson:
    """What a provider vouches for, None for what it does not tell.

    `mobile` is E.164, `unique_value` stands for the person in one account only (CI).
    """

    name: str
    birth_date: date
    gender: Gender | None
    national: National | None
    mobile: str | None
    unique_value: str
    carrier: str | None = None


class IdentityGateway(Protocol):
    """A provider of identity checks; `offers` holds "phone", "ipin" or both."""

    @property
    def name(self) -> str: ...

    @property
    def offers(self) -> frozenset[str]: ...

    async def send_code(self, mobile: str, code: str) -> None:
        """Sends `code` to `mobile` (E.164) by SMS; raises GatewayError."""

    def page_url(self, ref: str, back: str = "") -> str:
        """The provider's page for `ref`, leading on to the address `back`; raises GatewayError where it has none."""

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        """The person who finished the check `ref`, None while it is not finished; raises GatewayError."""

    async def close(self) -> None:
        """Lets go of connections."""


@runtime_checkable
class OpensOnOurPage(Protocol):
    """A provider whose window is opened by a page of our own, inside the messenger."""

    def page_data(self, ref: str, redirect_url: str) -> dict[str, str]:
        """What the provider's script is called with for the check `ref`; nothing of it is a secret."""


def unique_value_of(name: str, birth_date: date, gender: Gender, mobile: str | None) -> str:
    """The stand-ins' substitute for a CI, of its form (88 characters); real providers give their own."""
    plain = unicodedata.normalize("NFC", "".join(name.split())).casefold()
    whole = "\n".join((plain, birth_date.isoformat(), gender, mobile or ""))
    return base64.b64encode(hashlib.sha512(whole.encode()).digest()).decode("ascii")
