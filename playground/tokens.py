"""Bot tokens: a number, a colon, 35 letters."""

import re
import secrets
import string

SHAPE = re.compile(r"[1-9]\d{0,15}:[A-Za-z0-9_-]{30,64}")
LETTERS = string.ascii_letters + string.digits + "_-"


def well_formed(token: str) -> bool:
    """Whether a token has Telegram's shape."""
    return bool(SHAPE.fullmatch(token))


def bot_id(token: str) -> int:
    """The bot's own id, which its token begins with."""
    return int(token.partition(":")[0])


def new_token() -> str:
    """A token of Telegram's shape for a bot that nobody has yet."""
    number = 7_000_000_000 + secrets.randbelow(900_000_000)
    return f"{number}:AA{''.join(secrets.choice(LETTERS) for _ in range(33))}"
