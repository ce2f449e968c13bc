"""Who opened a page: Telegram's initData, signed with the bot's token.

https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import orjson

LIFETIME = timedelta(minutes=10)
AHEAD = timedelta(minutes=1)  # so much may this machine's clock be behind Telegram's
LARGEST = 8192  # characters; Telegram's own are some hundreds

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = re.compile(r"[a-z_]{1,32}", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,18}", re.ASCII)


class InitDataRefused(Exception):
    """initData that opens nothing: "init_data_forged" or "init_data_expired"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Opener:
    """Who opened a page: Telegram's number of them, their language there, and what tells this opening from others."""

    user: str
    language: str | None
    opening: str


@dataclass(frozen=True, slots=True)
class InitDataKey:
    """What a bot's initData is signed with."""

    secret: bytes

    @classmethod
    def of(cls, token: str) -> InitDataKey:
        """The key that Telegram derives from a bot's token."""
        return cls(hmac.digest(b"WebAppData", token.encode(), "sha256"))

    def sign(self, fields: dict[str, str]) -> str:
        """The signature of these fields, hexadecimal."""
        lines = "\n".join(f"{name}={fields[name]}" for name in sorted(fields))
        return hmac.digest(self.secret, lines.encode(errors="surrogatepass"), hashlib.sha256).hex()

    def opener(self, init_data: str, now: datetime) -> Opener:
        """Who opened a page with this; raises InitDataRefused.

        One opening has one signature, however its fields are ordered or escaped: it is what `opening` holds.
        """
        fields = _fields(init_data)
        given = fields.pop("hash", "")
        # Compared before anything of it is read; the length is no secret.
        if not _HASH.fullmatch(given) or not hmac.compare_digest(self.sign(fields), given):
            raise InitDataRefused("init_data_forged")
        _check_age(fields.get("auth_date", ""), now)
        user, language = _user(fields.get("user", ""))
        return Opener(user, language, given)


def _fields(init_data: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(init_data, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        raise InitDataRefused("init_data_forged") from None
    fields = dict(pairs)
    # Whatever could be cut into lines and names in another way than it was signed is not Telegram's.
    well = all(_NAME.fullmatch(name) and "\n" not in value for name, value in pairs)
    if len(init_data) > LARGEST or len(fields) != len(pairs) or not well:
        raise InitDataRefused("init_data_forged")
    return fields


def _check_age(auth_date: str, now: datetime) -> None:
    if not _NUMBER.fullmatch(auth_date):
        raise InitDataRefused("init_data_forged")
    age = now.timestamp() - int(auth_date)
    if not -AHEAD.total_seconds() <= age <= LIFETIME.total_seconds():
        raise InitDataRefused("init_data_expired")


def _user(text: str) -> tuple[str, str | None]:
    """Telegram's number of a person, which is that of their private chat with the bot as well; and their language."""
    try:
        user = orjson.loads(text)
    except orjson.JSONDecodeError:
        user = None
    number = user.get("id") if isinstance(user, dict) else None
    if type(number) is not int or number <= 0 or user.get("is_bot") is True:
        raise InitDataRefused("init_data_forged")
    language = user.get("language_code")
    return str(number), language if isinstance(language, str) else None
