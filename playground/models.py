"""People, chats and bots as the playground keeps them."""

import asyncio
from dataclasses import asdict, dataclass, field, fields
from typing import Any

JSON = dict[str, Any]


def facts(thing: Any, leaving_out: set[str]) -> JSON:
    """The fields of a dataclass that are kept on disk."""
    return {f.name: getattr(thing, f.name) for f in fields(thing) if f.name not in leaving_out}


@dataclass(slots=True)
class Person:
    """Somebody who uses the messenger; the private chat with a bot has the person's id."""

    id: int
    first_name: str
    last_name: str = ""
    language_code: str = ""
    phone: str = ""
    username: str = ""
    role: str = ""

    def user(self) -> JSON:
        """The Bot API's User."""
        named = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        return {"id": self.id, "is_bot": False, "first_name": self.first_name} | {k: v for k, v in named.items() if v}

    def shown(self) -> JSON:
        """The person as the page sees it."""
        return asdict(self)


@dataclass(slots=True)
class Kept:
    """A message as it stands; `fixed` ones carry a reply keyboard and cannot be edited, as on Telegram."""

    message: JSON
    from_bot: bool
    fixed: bool = False

    def shown(self) -> JSON:
        """The message as the page sees it."""
        return self.message | {"from_bot": self.from_bot}


@dataclass(slots=True)
class Chat:
    """A chat of one bot: private with a person, or a group."""

    id: int
    title: str = ""
    members: list[int] = field(default_factory=list)
    privacy: bool = True
    started: bool = False
    blocked: bool = False
    keyboard: JSON | None = None
    keyboard_message: int = 0
    pinned: list[int] = field(default_factory=list)
    menu_button: JSON | None = None
    messages: dict[int, Kept] = field(default_factory=dict)

    @property
    def private(self) -> bool:
        return self.id > 0

    def kept(self) -> JSON:
        """What is kept on disk, messages apart."""
        return facts(self, {"messages"})


@dataclass(slots=True)
class Webhook:
    """Where a bot wants its updates sent; no url means that it polls."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    certificate: str = ""
    last_error_date: int = 0
    last_error_message: str = ""


@dataclass(slots=True)
class Bot:
    """One bot: who it is, what it set, its chats and the updates that it has not confirmed."""

    id: int
    token: str
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[str, list[JSON]] = field(default_factory=dict)
    menu_button: JSON | None = None
    allowed: list[str] | None = None
    webhook: Webhook = field(default_factory=Webhook)
    next_update: int = 1
    next_message: int = 1
    next_group: int = 1
    updates: dict[int, JSON] = field(default_factory=dict)
    stubborn: set[int] = field(default_factory=set)
    chats: dict[int, Chat] = field(default_factory=dict)
    queries: dict[str, tuple[int, float]] = field(default_factory=dict)
    toasts: dict[int, list[JSON]] = field(default_factory=dict)
    poll: "asyncio.Future[None] | None" = None

    @property
    def username(self) -> str:
        return f"playground_{self.id}_bot"

    @property
    def name(self) -> str:
        return self.names.get("") or "KOTRA playground"

    def user(self) -> JSON:
        """The Bot API's User, as in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.name, "username": self.username}

    def kept(self) -> JSON:
        """What is kept on disk, chats and updates apart."""
        body = facts(self, {"updates", "stubborn", "chats", "queries", "toasts", "poll"})
        return body | {"webhook": asdict(self.webhook)}

    @classmethod
    def restored(cls, body: JSON) -> "Bot":
        """The bot that `kept` described."""
        return cls(**(body | {"webhook": Webhook(**body["webhook"])}))
