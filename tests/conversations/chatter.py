"""A person in a chat without Telegram, HTTP or an event loop: turns are taken as intake takes them, and delivered here.

A `Scene` is one installation: the engine, the store, the messenger's servers and the outside services. A `Chatter` is
one person in it, who `says`, `presses`, `sends_file` and `sees`.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any

import orjson

from bot.reading import CHANNEL, LONGEST_TEXT
from bot.turn import Turns
from conversations.engine import Engine
from conversations.events import Attachment, Chat, Event, Kind
from conversations.flow import Flow
from conversations.flows import FLOWS
from conversations.pages import View
from conversations.pages.view import SKIP
from conversations.state import Frame, State
from conversations.talk import SMS, Needs, Surroundings
from gateways.identity import VerifiedPerson, unique_value_of
from membership.problems import Problem
from storage import company_status, conversations, identity, outbox, sms_codes
from storage.company_status import Standing
from storage.conversations import ConversationRow
from storage.database import Database, Transaction
from storage.outbox import Row
from tests.conftest import Clock
from tests.conversations.calls import objections

JSON = dict[str, Any]
BOTH = frozenset({"phone", "ipin"})
PDF = b"%PDF-1.7 a certificate"
COSTLY: Mapping[str, Callable[..., Any]] = {
    "hash_password": lambda password: f"$hash-of${password[::-1]}",
    "verify_password": lambda hashed, password: hashed == f"$hash-of${password[::-1]}",
}


@dataclass(slots=True)
class Scene:
    """One installation. `code` is what the SMS hold; `fails` are services that answer with an error.

    `offices`: the outside services beside identity checks; `standings` and `openings` are what the tax office knows of
    companies, `streets` the addresses that there are. `holds`: what leaves the process is kept back until `deliver` is
    called.
    """

    database: Database
    clock: Clock
    flows: Mapping[str, Flow] = field(default_factory=lambda: FLOWS)
    offers: frozenset[str] = BOTH
    code: str = "482915"
    fails: dict[str, str] = field(default_factory=dict)
    holds: bool = False
    pages: Callable[[str], str] | None = None
    identity_page: Callable[[str], str] = "https://identity.example/check/{}".format
    offices: frozenset[str] = frozenset()
    sends_sms: bool = True
    standings: dict[str, Standing] = field(default_factory=dict)
    openings: dict[str, tuple[str, str]] = field(default_factory=dict)
    streets: list[JSON] = field(default_factory=list)
    files: dict[str, bytes | Problem | None] = field(default_factory=dict)
    people: dict[str, VerifiedPerson] = field(default_factory=dict)
    messages: dict[str, dict[int, JSON]] = field(default_factory=lambda: defaultdict(dict))
    toasts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    erased: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    uploads: dict[str, list[JSON]] = field(default_factory=lambda: defaultdict(list))
    calls: list[tuple[str, JSON]] = field(default_factory=list)
    services: list[tuple[str, JSON]] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    chatters: list[Chatter] = field(default_factory=list)
    _sent: dict[int, int | None] = field(default_factory=dict)
    _updates: Iterable[int] = field(default_factory=lambda: itertools.count(1))
    _messages: Iterable[int] = field(default_factory=lambda: itertools.count(1000))

    def restart(self) -> None:
        """The process ends and another one begins. (Each turn has an engine of its own anyway.)"""
        self.database.close()
        self.database = Database.open(self.database.url, self.database.keyring, self.clock)

    def person(self, lang: str = "ko", number: int | None = None) -> Chatter:
        """Somebody new."""
        chatter = Chatter(self, str(number or 7001 + len(self.chatters)), lang)
        self.chatters.append(chatter)
        return chatter

    @property
    def turns(self) -> Turns:
        """The assistant, new for every turn: it may have been restarted."""
        services = self.offices | ({SMS} if self.sends_sms else frozenset())
        around = Surroundings(self.offers, "kotra_bot", self.identity_page, services=services, pages=self.pages)
        return Turns(Engine(around, self.flows), "bot", "worker")

    def take(self, number: int, event: Event) -> None:
        """An update arrives; what it leads to is delivered, unless `holds`."""
        self._run(lambda tx, event: self.turns.take_update(tx, number, event), event)

    def turn_page(self, event: Event) -> View:
        """A page of ours is opened, answered, looked at or left; gives what it shows then."""
        turns = self.turns
        self._run(turns._converse, event)
        assert turns.view is not None
        return turns.view

    def next_update(self) -> int:
        """The number of the next update."""
        return next(iter(self._updates))

    def next_message(self) -> int:
        """The number of the next message."""
        return next(iter(self._messages))

    def _run(self, take: Callable[[Transaction, Event], list[Row]], event: Event) -> None:
        self.waiting += self._taken(take, event)
        if not self.holds:
            self.deliver()

    def _taken(self, take: Callable[[Transaction, Event], list[Row]], event: Event) -> list[Row]:
        try:
            return self.database.write(lambda tx: take(tx, event)).result()
        except Needs as needs:
            done = self._costly(needs)
            return self._taken(take, replace(event, prepared={**event.prepared, needs.key: done}))

    def _costly(self, needs: Needs) -> Any:
        if needs.work == "file":
            return self.files.get(needs.arguments[0])
        return COSTLY[needs.work](*needs.arguments)

    def deliver(self) -> None:
        """Everything that is due leaves, and what the services answer comes back."""
        while due := [row for row in self.waiting if row.due_at <= self.clock.now]:
            self.waiting = [row for row in self.waiting if row.due_at > self.clock.now]
            sent = [(row.id, self._send(row)) for row in due if row.route == "telegram"]
            if sent:
                self._done(sent)
            for row in due:
                if row.route != "telegram":
                    self._errand(row)

    def passes(self, **duration: float) -> None:
        """Time passes; ticks ring one after the other when they are due."""
        end = self.clock.now.timestamp() + _seconds(**duration)
        while (next_due := min((row.due_at for row in self.waiting), default=None)) is not None:
            if next_due.timestamp() > end:
                break
            self.clock.now = max(self.clock.now, next_due)
            self.deliver()
        self.clock.now = datetime.fromtimestamp(end, self.clock.now.tzinfo)

    def _send(self, row: Row) -> int | None:
        body: JSON = orjson.loads(row.payload)
        if row.about is not None:
            body["message_id"] = self._message_of(row.about)
            assert body["message_id"] is not None, "a call about a message that was never sent"
        if "upload" in body:
            self.uploads[row.chat].append(body.pop("upload"))
            body["document"] = "attach://document"
        self.calls.append((row.method, body))
        wrong = objections(row.method, body)
        assert not wrong, wrong
        message_id = self._arrive(row.chat, row.method, body)
        self._sent[row.id] = message_id
        return message_id

    def _message_of(self, row_id: int) -> int | None:
        if row_id in self._sent:
            return self._sent[row_id]
        return self.database.read(lambda tx: outbox.message_of(tx, row_id))

    def _done(self, sent: list[tuple[int, int | None]]) -> None:
        self.database.write(lambda tx: outbox.done(tx, sent)).result()

    def _arrive(self, chat: str, method: str, body: JSON) -> int | None:
        shown = self.messages[chat]
        if method in ("sendMessage", "sendDocument"):
            number = self.next_message()
            shown[number] = {**body, "message_id": number}
            return number
        if method == "answerCallbackQuery":
            self.toasts[chat].append(body.get("text", ""))
        elif method == "deleteMessage":
            self.erased[chat].append(body["message_id"])
            shown.pop(body["message_id"], None)
        elif body["message_id"] in shown:
            shown[body["message_id"]] |= body
        return None

    def _errand(self, row: Row) -> None:
        data: JSON = orjson.loads(row.payload)
        kind = Kind.TICK
        if row.route == "service":
            self.services.append((row.method, data))
            kind, data = Kind.ANSWER, {**data, **self._serve(row.method, data)}
        event = Event(chat=Chat(row.channel, row.chat), kind=kind, at=row.due_at, name=row.method, data=data)
        self._run(lambda tx, event: self.turns.take_signal(tx, row.id, event), event)

    def _serve(self, service: str, data: JSON) -> JSON:
        if service in self.fails:
            return {"error": self.fails[service]}
        if service in _OFFICES:
            return _OFFICES[service](self, data)
        if service == "identity.fetch":
            person = self.people.get(data["ref"])
            return {"check_id": data["check_id"], "person": person and orjson.loads(orjson.dumps(asdict(person)))}
        if service == "sms.send_code":
            return self._send_sms(data)
        birth_date = date.fromisoformat(data["birth_date"])
        person_value = unique_value_of(data["name"], birth_date, data["gender"], data["mobile"])
        check_id, code = data["check_id"], self.code
        expires = self.database.write(lambda tx: identity.set_code(tx, check_id, code, person_value)).result()
        return {"check_id": check_id, "expires_at": expires.isoformat()}

    def _send_sms(self, data: JSON) -> JSON:
        code_id, code = data["code_id"], self.code
        try:
            expires = self.database.write(lambda tx: sms_codes.set_code(tx, code_id, code)).result()
        except sms_codes.Superseded:
            return {"code_id": code_id}
        return {"code_id": code_id, "expires_at": expires.isoformat()}


def _status(scene: Scene, data: JSON) -> JSON:
    said = scene.standings.get(data["number"], Standing("active"))
    scene.database.write(lambda tx: company_status.keep(tx, data["number"], said)).result()
    return {"state": said.state, "closed_on": said.closed_on.isoformat() if said.closed_on else None}


def _matches(scene: Scene, data: JSON) -> JSON:
    return {"matches": scene.openings.get(data["number"]) == (data["opened_on"], data["representative"])}


def _search(scene: Scene, data: JSON) -> JSON:
    hits = [one for one in scene.streets if data["words"] in one["base"]]
    return {"total": len(hits), "addresses": hits[: data["most"]]}


_OFFICES: Mapping[str, Callable[[Scene, JSON], JSON]] = {
    "company.status": _status,
    "company.matches": _matches,
    "address.search": _search,
}


@dataclass(slots=True)
class Chatter:
    """One person in a private chat with the bot; `acts` counts what they said and pressed."""

    scene: Scene
    id: str
    lang: str
    acts: int = 0
    sent: list[int] = field(default_factory=list)

    @property
    def mobile(self) -> str:
        """The number of this person's telephone."""
        return f"010-2000-{int(self.id):04d}"

    @property
    def login_id(self) -> str:
        """The ID that this person wants."""
        return f"walker{self.id}"

    def says(self, text: str) -> str:
        """Types a message; gives everything that was said in answer."""
        return self._does(kind=Kind.TEXT, text=text[:LONGEST_TEXT], message_id=self._message())

    def commands(self, name: str, argument: str = "") -> str:
        """Sends a command."""
        return self._does(kind=Kind.COMMAND, name=name, text=argument, message_id=self._message())

    def presses(self, words: str) -> str:
        """Presses the button of the present card whose label holds these words."""
        return self.presses_raw(self.button(words)["callback_data"])

    def chooses(self, code: str) -> str:
        """Presses the button of the present card that stands for this choice, in whatever language."""
        offered = [button["callback_data"] for button in self.buttons if "callback_data" in button]
        found = [data for data in offered if data.partition(".")[2] == code]
        assert found, f"{code!r} is not offered among {offered} under: {self.card['text']}"
        return self.presses_raw(found[0])

    def presses_raw(self, data: str, message_id: int | None = None) -> str:
        """Presses whatever: an old button, one that was never there."""
        number = self.scene.next_update()
        pressed = self.card["message_id"] if message_id is None else message_id
        return self._does(kind=Kind.PRESS, press=data, message_id=pressed, data={"query_id": f"q{number}"})

    def opens(self, scope: str = "form", **data: Any) -> View:
        """Opens a page of ours."""
        return self._turns_page("open", scope, data)

    def looks(self, scope: str = "form", **data: Any) -> View:
        """Has a page that is open shown anew."""
        return self._turns_page("view", scope, data)

    def fills(self, answers: Mapping[str, str], *, whole: bool = False, scope: str = "form", **data: Any) -> View:
        """Gives answers on a page; `whole`: what else it shows and may be left empty is skipped, as the page does."""
        seen = self.looks(scope, **data).fields if whole else ()
        skipped = {field.name: SKIP for field in seen if field.optional and not field.answered}
        return self._turns_page("answers", scope, {"answers": {**skipped, **answers}, **data})

    def leaves_page(self, scope: str = "form", **data: Any) -> View:
        """Closes a page."""
        return self._turns_page("leave", scope, data)

    def _turns_page(self, name: str, scope: str, data: JSON) -> View:
        self.acts += 1
        return self.scene.turn_page(self.event(kind=Kind.PAGE, name=name, data={"scope": scope, **data}))

    def sends_file(
        self,
        content: bytes | Problem | None = PDF,
        name: str = "certificate.pdf",
        *,
        way: str = "document",
        caption: str = "",
    ) -> str:
        """Sends a file; None stands for one that the messenger does not give out."""
        file_id = f"file-{self.scene.next_message()}"
        self.scene.files[file_id] = content
        file = Attachment(file_id, way, "application/pdf", name, len(content) if isinstance(content, bytes) else 0)
        return self._does(kind=Kind.FILE, attachment=file, text=caption, message_id=self._message())

    def shares(self, phone: str | None) -> str:
        """Shares a contact: their own number, or (None) somebody else's."""
        return self._does(kind=Kind.CONTACT, phone=phone, message_id=self._message())

    def sends(self, kind: str, text: str = "") -> str:
        """Sends something else: a sticker, a voice message…"""
        return self._does(kind=Kind.OTHER, name=kind, text=text, message_id=self._message())

    def edits(self, text: str) -> str:
        """Edits an earlier message of their own."""
        return self._does(kind=Kind.EDITED, text=text, message_id=self.sent[-1] if self.sent else self._message())

    def sends_huge_file(self, size: int) -> str:
        """Announces a file of this many bytes."""
        file = Attachment("huge", "document", "application/pdf", "huge.pdf", size)
        return self._does(kind=Kind.FILE, attachment=file, message_id=self._message())

    def answers_all(self, *texts: str) -> str:
        """Says one thing after the other; a text in brackets is a button."""
        said = ""
        for text in texts:
            said = self.presses(text[1:-1]) if text.startswith("[") else self.says(text)
        return said

    def sees(self, *words: str) -> None:
        """The present card holds these words."""
        missing = [word for word in words if word not in self.card["text"]]
        assert not missing, f"{missing} not in: {self.card['text']}"

    def button(self, words: str) -> JSON:
        """The button of the present card whose label holds these words."""
        found = [button for button in self.buttons if words in button["text"]]
        assert found, f"no button {words!r} among {[b['text'] for b in self.buttons]} under: {self.card['text']}"
        return found[0]

    def offers(self, code: str) -> bool:
        """Whether a button of the present card stands for this choice."""
        return any(button.get("callback_data", "").partition(".")[2] == code for button in self.buttons)

    @property
    def labels(self) -> list[str]:
        """The words of the buttons under the present card."""
        return [button["text"] for button in self.buttons]

    @property
    def buttons(self) -> list[JSON]:
        """The buttons under the present card."""
        return [button for row in self.card.get("reply_markup", {}).get("inline_keyboard", []) for button in row]

    @property
    def card(self) -> JSON:
        """The question that the chat shows now."""
        row = self.row
        shown = self.scene.messages[self.id]
        number = self.scene.database.read(lambda tx: outbox.message_of(tx, row.card or 0))
        assert number in shown, "the chat shows no card"
        return shown[number]

    @property
    def row(self) -> ConversationRow:
        """The conversation as it is kept."""
        found = self.scene.database.read(lambda tx: conversations.peek(tx, CHANNEL, self.id))
        assert found is not None, "there is no conversation"
        return found

    @property
    def state(self) -> State:
        """The conversation's state."""
        return State.from_bytes(self.row.state)

    @property
    def frame(self) -> Frame:
        """The innermost flow."""
        return self.state.frame

    @property
    def step(self) -> str | None:
        """The name of the step that is asked."""
        return self.row.step

    @property
    def toast(self) -> str:
        """The last answer to a press."""
        return self.scene.toasts[self.id][-1]

    @property
    def said(self) -> list[str]:
        """The text of every message that stands in the chat."""
        return [message["text"] for message in self.scene.messages[self.id].values() if "text" in message]

    def event(self, **what: Any) -> Event:
        """An event of this person's."""
        return Event(chat=Chat(CHANNEL, self.id), at=self.scene.clock.now, lang=self.lang, **what)

    def _message(self) -> int:
        self.sent.append(self.scene.next_message())
        return self.sent[-1]

    def _does(self, **what: Any) -> str:
        self.acts += 1
        before = len(self.scene.calls)
        self.scene.take(self.scene.next_update(), self.event(**what))
        mine = [body for _, body in self.scene.calls[before:] if str(body.get("chat_id")) == self.id]
        return "\n".join(body["text"] for body in mine if "text" in body)


def _seconds(days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> float:
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
