"""Settings from the environment and `.env`, and what is wrong with them in one line each."""

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.data_key import keep_key, key_bytes
from bot.outside import Outside
from bot.pages.address import address_problems
from bot.serving.listening import Serving
from bot.values import chat_of, port_of, postgresql_url, sends_of, values_of, web_address, years_of
from membership.limits import ACCESS_LOG_MANY_YEARS
from storage.keyring import Keyring

TELEGRAM = "https://api.telegram.org"
GATEWAYS = ("portone", "playground", "console")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_FORMATS = ("json", "pretty")
KEY_LENGTH = 32
TELEGRAM_SENDS_PER_SECOND = 30.0
TELEGRAM_CHAT_SENDS_PER_SECOND = 1.0

_TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}")
_LOOSE_TOKEN = re.compile(r"\d{1,20}:[A-Za-z0-9_-]+")


class SettingsError(Exception):
    """Settings with which a command cannot start; `lines` say what to do."""

    def __init__(self, lines: Iterable[str]):
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


@dataclass(frozen=True, slots=True)
class Settings:
    """What the program is told from outside; secrets are left out of its representation."""

    token: str = field(default="", repr=False)
    api_url: str = TELEGRAM
    database_url: str = field(default="sqlite:///var/assistant.sqlite", repr=False)
    data_key: str = field(default="", repr=False)
    identity_gateway: str = ""
    playground_port: int = 8080
    playground_url: str = "http://127.0.0.1:8080"
    serving: Serving = field(default_factory=Serving)
    public_url: str = ""
    outside: Outside = field(default_factory=Outside)
    log_level: str = "INFO"
    log_format: str = ""
    sends_per_second: float | None = TELEGRAM_SENDS_PER_SECOND
    chat_sends_per_second: float | None = None
    staff_chat: int | None = None
    access_log_years: int = ACCESS_LOG_MANY_YEARS
    unreadable: tuple[str, ...] = ()

    @classmethod
    def load(cls, directory: Path | None = None, environment: Mapping[str, str] | None = None) -> "Settings":
        """Settings from the environment, then from `.env` in `directory` (the current one); reads, never judges."""
        values = values_of(directory or Path(), os.environ if environment is None else environment)
        port, port_lines = port_of(values.get("PLAYGROUND_PORT", "8080"))
        api_url = values.get("TELEGRAM_API_URL", TELEGRAM).rstrip("/")
        limits = TELEGRAM_SENDS_PER_SECOND, TELEGRAM_CHAT_SENDS_PER_SECOND
        usual, usual_a_chat = limits if api_url == TELEGRAM else (None, None)
        sends, send_lines = sends_of("SENDS_PER_SECOND", values, usual)
        chat_sends, chat_send_lines = sends_of("CHAT_SENDS_PER_SECOND", values, usual_a_chat)
        staff_chat, staff_lines = chat_of("STAFF_CHAT_ID", values)
        years, year_lines = years_of("ACCESS_LOG_YEARS", values)
        return cls(
            token=values.get("TELEGRAM_BOT_TOKEN", ""),
            api_url=api_url,
            database_url=postgresql_url(values.get("DATABASE_URL", "sqlite:///var/assistant.sqlite")),
            data_key=values.get("DATA_KEY", ""),
            identity_gateway=values.get("IDENTITY_GATEWAY", "").lower(),
            playground_port=port,
            playground_url=values.get("PLAYGROUND_URL", f"http://127.0.0.1:{port}").rstrip("/"),
            serving=Serving.of(values),
            public_url=values.get("PUBLIC_URL", "").rstrip("/"),
            outside=Outside.of(values),
            log_level=values.get("LOG_LEVEL", "INFO").upper(),
            log_format=values.get("LOG_FORMAT", "").lower(),
            sends_per_second=sends,
            chat_sends_per_second=chat_sends,
            staff_chat=staff_chat,
            access_log_years=years,
            unreadable=(*port_lines, *send_lines, *chat_send_lines, *staff_lines, *year_lines),
        )

    @property
    def sends_sms(self) -> bool:
        """Whether codes of our own can be sent by SMS."""
        return bool(self.outside.sms_by(self.identity_gateway))

    def page(self, scope: str) -> str:
        """The address of our own page of this scope ("form", "password", "identity")."""
        return f"{self.public_url}/pages/{scope}"

    @property
    def pages(self) -> Callable[[str], str] | None:
        """What tells the addresses of our own pages; None where there are none."""
        return self.page if self.public_url else None

    def keyring(self) -> Keyring:
        """The keyring of DATA_KEY: "new,old", each any text of 32 characters or more."""
        return Keyring([key_bytes(part.strip()) for part in self.data_key.split(",")])

    def with_data_key(self, directory: Path | None = None) -> "tuple[Settings, str | None]":
        """These settings with a key for stored data: where none is set that of `var/data.key`, and a line to say so."""
        if self.data_key:
            return self, None
        path = (directory or Path()) / "var" / "data.key"
        born = keep_key(path)
        told = "made a key in" if born else "using the key in"
        line = f"DATA_KEY is not set: {told} {path} (keep it: without it stored data cannot be read)"
        return replace(self, data_key=path.read_text(encoding="ascii").strip()), line


def require(settings: Settings, for_command: str) -> None:
    """Raises SettingsError where `for_command` cannot start with these settings."""
    lines = problems(settings, for_command)
    if lines:
        raise SettingsError(lines)


def problems(settings: Settings, for_command: str) -> list[str]:
    """What keeps `for_command` of the command line from starting: one line each, what to do, never a secret."""
    talks = for_command in {"run", "check"}
    serves = for_command == "playground"
    found = [*settings.unreadable, *_log_problems(settings)]
    if for_command != "flows":
        found += [*_database_problems(settings.database_url), *_key_problems(settings.data_key)]
    if talks:
        found += [*_token_problems(settings), *_identity_problems(settings), *_public_problems(settings)]
        found += settings.outside.problems(settings.identity_gateway, public=bool(settings.serving.webhook_url))
        found += settings.serving.problems(at_telegram=settings.api_url == TELEGRAM)
    if talks and "playground" in settings.outside.chosen(settings.identity_gateway).values():
        found += _url_problems("PLAYGROUND_URL", settings.playground_url)
    if serves and settings.identity_gateway:
        found += _gateway_problems(settings)
    return found


def _token_problems(settings: Settings) -> list[str]:
    if not settings.token:
        return ["TELEGRAM_BOT_TOKEN is not set: put the token from @BotFather into .env, or try without one: make run"]
    shape = _TOKEN if settings.api_url == TELEGRAM else _LOOSE_TOKEN
    if not shape.fullmatch(settings.token):
        return ["TELEGRAM_BOT_TOKEN does not look like a token (12345:ABC…): copy it again from @BotFather"]
    return _url_problems("TELEGRAM_API_URL", settings.api_url)


def _identity_problems(settings: Settings) -> list[str]:
    if settings.serving.webhook_url and settings.identity_gateway == "console":
        return [
            "IDENTITY_GATEWAY=console prints codes, for development only: remove WEBHOOK_URL or choose another gateway"
        ]
    return _gateway_problems(settings)


def _public_problems(settings: Settings) -> list[str]:
    return address_problems(
        settings.public_url,
        listen=settings.serving.listen,
        at_telegram=settings.api_url == TELEGRAM,
        needed_by="IDENTITY_GATEWAY=portone" if settings.identity_gateway == "portone" else "",
    )


def _gateway_problems(settings: Settings) -> list[str]:
    if settings.identity_gateway in GATEWAYS:
        return []
    told = "is not known" if settings.identity_gateway else "is not set"
    return [f"IDENTITY_GATEWAY {told}: choose {' or '.join(GATEWAYS)} (console prints the codes, for development)"]


def _url_problems(name: str, url: str) -> list[str]:
    return (
        [] if web_address(url) else [f"{name} is not an address: give one like https://host or http://127.0.0.1:8081"]
    )


def _log_problems(settings: Settings) -> list[str]:
    found = [] if settings.log_level in LOG_LEVELS else [f"LOG_LEVEL is not known: choose {', '.join(LOG_LEVELS)}"]
    if settings.log_format not in {"", *LOG_FORMATS}:
        found.append(f"LOG_FORMAT is not known: choose {' or '.join(LOG_FORMATS)}, or leave it out")
    return found


def _database_problems(url: str) -> list[str]:
    if url.startswith("postgresql://") and len(url) > len("postgresql://"):
        return []
    if not url.startswith("sqlite:///") or len(url) == len("sqlite:///"):
        return ["DATABASE_URL is not understood: give sqlite:///path/to/file.sqlite or postgresql://user@host/name"]
    return _file_problems("DATABASE_URL", Path(url.removeprefix("sqlite:///")))


def _file_problems(name: str, path: Path) -> list[str]:
    if path.is_dir():
        return [f"{name} names a directory: add a file's name to {path}"]
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir():
        return [f"{name}: {folder} is not a directory, choose another place"]
    writable = os.access(folder, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))
    return [] if writable else [f"{name}: {path} cannot be written, allow it or choose another place"]


def _key_problems(keys: str) -> list[str]:
    if not keys:
        return _file_problems("DATA_KEY is not set, and var/data.key", Path("var/data.key"))
    if all(len(key.strip()) >= KEY_LENGTH for key in keys.split(",")):
        return []
    return [f"DATA_KEY is too short: give at least {KEY_LENGTH} characters, for example from: openssl rand -hex 32"]
