"""What a step has in its hands during one event: the answers so far, the store, the texts, and a way to say things."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from conversations.catalogue import Html, Texts, texts
from conversations.events import Chat, Event
from conversations.says import Call, Erase, Later, Note, Saying, Toast
from conversations.state import Answers, Frame, State
from storage import identity
from storage.chats import of_chat
from storage.member_rows import Member
from storage.transaction import Transaction

KOREA = ZoneInfo("Asia/Seoul")
SMS = "sms.send_code"
"""The service that sends codes of our own."""


class Needs(Exception):
    """Costly work that has to be done before the transaction opens; its result comes back in `Event.prepared`."""

    def __init__(self, work: str, *arguments: Any) -> None:
        super().__init__(work)
        self.work = work
        self.arguments = arguments

    @property
    def key(self) -> tuple[Any, ...]:
        """What the result is kept under: one event may need the same work for several answers."""
        return (self.work, *self.arguments)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What this installation offers: ways of identity check, the bot's user name, the provider's page of a check.

    `staff` is the chat in which staff check certificates, where there is one. `services`: what outside services are
    asked beside identity checks. `pages`: the address of our own page of this scope ("form", "password", "identity");
    None where no page can be opened.
    """

    offers: frozenset[str]
    bot_username: str
    page_url: Any
    staff: Chat | None = None
    services: frozenset[str] = frozenset()
    pages: Callable[[str], str] | None = None

    @property
    def sends_sms(self) -> bool:
        """Whether codes of our own can be sent by SMS."""
        return SMS in self.services


class Talk:
    """One event in one conversation, inside one transaction.

    `fresh`: the next card is a new message. `stays`: there is nothing to ask anew. `redraws`: the present card is only
    drawn anew, with the same buttons. `beneath`: something was kept in a flow under the present one. `finished`: frames
    that came to their end. `read_back`: what of `lead` only reads an answer back. `failed`: an answer was not taken.
    """

    def __init__(self, tx: Transaction, event: Event, state: State, language: str, around: Surroundings) -> None:
        self.tx = tx
        self.event = event
        self.state = state
        self.around = around
        self.language = language
        self.says: list[Saying] = []
        self.lead: list[Html] = []
        self.fresh = False
        self.stays = False
        self.redraws = False
        self.beneath = False
        self.finished: list[Frame] = []
        self.read_back: list[Html] = []
        self.failed = False
        self._member: Member | None = None
        self._looked_up = False

    @property
    def frame(self) -> Frame:
        """The flow that the person is in."""
        return self.state.frame

    @property
    def answers(self) -> Answers:
        """The answers of the present flow."""
        return self.frame.answers

    @property
    def chat(self) -> Chat:
        """The chat that the event came from."""
        return self.event.chat

    @property
    def now(self) -> datetime:
        """The time of this transaction, UTC."""
        return self.tx.now

    @property
    def text(self) -> Texts:
        """The texts in the person's language."""
        return texts(self.language)

    @property
    def member(self) -> Member | None:
        """The member that this chat speaks for, if it is linked to one."""
        if not self._looked_up:
            self._member = of_chat(self.tx, self.chat.channel, self.chat.id)
            self._looked_up = True
        return self._member

    @property
    def sends_sms(self) -> bool:
        """Whether codes of our own can be sent by SMS here."""
        return self.around.sends_sms

    def forget_checks(self) -> None:
        """Forgets who an identity check was about that led to no member."""
        identity.give_up(self.tx, self.chat.channel, self.chat.id)

    def forget_member(self) -> None:
        """Has the member looked up anew after a change."""
        self._looked_up = False

    def add(self, key: str, /, **values: Any) -> None:
        """Adds a line above the next question."""
        self.lead.append(self.text(key, **values))

    def reads_back(self, label: str, value: str) -> None:
        """Adds what was understood of an answer."""
        self.read_back.append(self.text("answer.understood", label=label, value=value))
        self.lead.append(self.read_back[-1])

    def note(self, text: Html) -> None:
        """Sends a message of its own before the question is asked again."""
        self.says.append(Note(text))
        self.fresh = True

    def date(self, day: date | datetime) -> str:
        """A day in words; of a moment, the day that it is in Korea."""
        return in_words(self.text, day)

    def moment(self, moment: datetime) -> str:
        """A moment in words: the day and the time that it is in Korea."""
        return moment_in_words(self.text, moment)

    def tell(self, chat: Chat, language: str, key: str, /, **values: Any) -> None:
        """Sends a message to another chat, in that chat's language."""
        self.says.append(Note(texts(language)(key, **values), chat))

    def toast(self, key: str, /, **values: Any) -> None:
        """Shows a few words over the chat, where the event was a press."""
        self.says.append(Toast(self.text.plain(key, **values)))

    def erase(self) -> None:
        """Deletes the person's message from the chat."""
        if self.event.message_id is not None:
            self.says.append(Erase(self.event.message_id))

    def call(self, service: str, data: Mapping[str, Any]) -> None:
        """Asks an outside service; the answer comes back as an event."""
        self.says.append(Call(service, data))

    def later(self, name: str, due: datetime, data: Mapping[str, Any]) -> None:
        """Has a tick come back to this conversation when it is due."""
        self.says.append(Later(name, due, data))

    def prepared(self, work: str, *arguments: Any) -> Any:
        """The result of costly work, which is asked for with `Needs` if it has not been done yet."""
        needs = Needs(work, *arguments)
        if needs.key not in self.event.prepared:
            raise needs
        return self.event.prepared[needs.key]

    def begin(self, flow: str, **answers: Any) -> None:
        """Enters a flow inside the present one, with what is known already."""
        self.state.frames.append(Frame(flow, answers=answers))

    def end(self) -> None:
        """Leaves the present flow, with everything that was answered in it."""
        self.state.frames.pop()


def in_words(text: Texts, day: date | datetime) -> str:
    """A day in words; of a moment, the day that it is in Korea."""
    day = day.astimezone(KOREA) if isinstance(day, datetime) else day
    return text.plain("answer.date", year=day.year, month=text.plain(f"month.{day.month}"), day=day.day)


def moment_in_words(text: Texts, moment: datetime) -> str:
    """A moment in words: the day and the time that it is in Korea."""
    clock = moment.astimezone(KOREA).strftime("%H:%M")
    return text.plain("answer.moment", date=in_words(text, moment), clock=clock)
