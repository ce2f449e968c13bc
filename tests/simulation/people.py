"""People who sign up in the simulation: they answer each question once, some before it is asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from gateways.identity import VerifiedPerson, unique_value_of
from tests.crashes.answers import CERTIFICATE, Applicant, OpensPage, Picks, Sends, Shares, Types, TypesCode
from tests.crashes.cards import FINISHED, Card, card_of
from tests.simulation.fate import Fate
from tests.simulation.messenger import Messenger, Room
from tests.simulation.process import Phones

JSON = dict[str, Any]
LOOK_AGAIN_SECONDS = 30.0
# Who has waited so long for a code asks for another.
PATIENCE_SECONDS = 200.0
# What somebody knows that is asked next.
FORESEEN = {"name": "birth_date", "login_id": "password", "password": "password_again"}


@dataclass
class Person:
    """One person in their chat; `acts` counts what the assistant was sent."""

    chat: int
    applicant: Applicant
    messenger: Messenger
    phones: Phones
    fate: Fate
    acts: int = 0
    codes_tried: list[str] = field(default_factory=list)
    answered: list[tuple[str, int]] = field(default_factory=list)
    card: Card | None = None
    result: str = ""
    waits_since: float = 0.0

    def __str__(self) -> str:
        card = self.card.text if self.card else "nothing"
        return f"{self.applicant} after {self.answered[-3:]} and {self.acts} acts sees:\n{card}"

    async def sign_up(self) -> None:
        """From /start to the result."""
        rng = self.fate.rng
        await asyncio.sleep(rng.uniform(0.0, 60.0))
        self.write("/start", command=True)
        while not self.result:
            room = self.messenger.rooms[str(self.chat)]
            room.changed.clear()
            self.card = self._newest(room)
            if self._acts_on_card():
                await asyncio.sleep(rng.uniform(0.1, 8.0))
                continue
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await room.changed.wait()
            except TimeoutError:
                continue
            await asyncio.sleep(rng.uniform(0.0, 1.0))

    def _newest(self, room: Room) -> Card | None:
        """The lowest question."""
        return next((card for message in reversed(room.messages.values()) if (card := card_of(message))), None)

    def _acts_on_card(self) -> bool:
        card = self.card
        if card is None:
            return False
        if card.question in self.answered:
            return False
        self._check(card)
        if FINISHED in card.text:
            self.result = card.text
            return True
        return self._answers(card)

    def _check(self, card: Card) -> None:
        """Nothing that was answered is asked again, and no card turns up from before the last answer."""
        if card.turn and self.answered:
            last = max(turn for _, turn in self.answered)
            assert card.turn > last, f"an old question came back: {self}"
        asked_again = card.step != "menu" and card.step in {step for step, _ in self.answered}
        assert not asked_again or card.step == "code", f"{card.step} is asked again: {self}"

    def _answers(self, card: Card) -> bool:
        replies = self.applicant.replies()
        assert card.step in replies, f"nobody expected {card.step}: {self}"
        match replies[card.step]:
            case Types(text):
                self.write(text)
                self._hurry(card)
            case Picks(code):
                self._pick(card, code)
            case Sends(_, name):
                self._message(document=_file(name))
            case Shares():
                self._message(contact=self._contact())
            case OpensPage():
                self._fill_in(card.link)
                self._press(card, "done")
            case TypesCode():
                if not self._types_code(card):
                    return False
        self.answered.append(card.question)
        self.waits_since = self._now()
        return True

    def _hurry(self, card: Card) -> None:
        following = FORESEEN.get(card.step, "")
        reply = self.applicant.replies().get(following)
        knows = isinstance(reply, Types) and not (card.step == "name" and self.applicant.in_one_go)
        if knows and isinstance(reply, Types) and self.fate.rng.random() < self.fate.hurry:
            self.write(reply.text)
            self.answered.append((following, card.turn + 1))

    def _types_code(self, card: Card) -> bool:
        codes = self.phones.codes.get(self.applicant.mobile, [])
        if codes and codes[-1] not in self.codes_tried:
            self.codes_tried.append(codes[-1])
            self.write(codes[-1])
            return True
        if self._now() - self.waits_since < PATIENCE_SECONDS or "resend" not in card.buttons:
            return False
        self._press(card, "resend")
        return True

    def _pick(self, card: Card, code: str) -> None:
        """Presses the button, or types its number or its words."""
        assert code in card.buttons, f"no {code}: {self}"
        number, _, words = card.buttons[code].label.partition(". ")
        way = self.fate.rng.randrange(4)
        if code.startswith("_") or way < 2:
            self._press(card, code)
        else:
            self.write(number if way == 2 else words)

    def _press(self, card: Card, code: str) -> None:
        self.acts += 1
        stands = {"message_id": card.message_id, "date": self.messenger.now(), "chat": self._place}
        query = {"id": f"q{self.chat}.{self.acts}", "from": self._self, "chat_instance": "1"}
        self._push({"callback_query": {**query, "message": stands, "data": card.buttons[code].data}})

    def write(self, text: str, *, command: bool = False) -> None:
        """Types a message."""
        marks = [{"type": "bot_command", "offset": 0, "length": len(text)}] if command else []
        self._message(text=text, **({"entities": marks} if marks else {}))

    def _message(self, **content: Any) -> None:
        self.acts += 1
        number = self.messenger.next_message()
        stands = {"message_id": number, "date": self.messenger.now(), "chat": self._place, "from": self._self}
        self.messenger.put(str(self.chat), number, {"from_bot": False, "text": content.get("text", "")})
        self._push({"message": {**stands, **content}})

    def _push(self, body: JSON) -> None:
        self.messenger.push(str(self.chat), body)

    @property
    def _place(self) -> JSON:
        return {"id": self.chat, "type": "private", "first_name": self.applicant.name}

    @property
    def _self(self) -> JSON:
        named = {"first_name": self.applicant.name, "language_code": self.applicant.language}
        return {"id": self.chat, "is_bot": False, **named}

    def _contact(self) -> JSON:
        return {"phone_number": self.applicant.mobile, "first_name": self.applicant.name, "user_id": self.chat}

    def _fill_in(self, link: str) -> None:
        who = self.applicant
        value = unique_value_of(who.name, who.born, "male", who.mobile)
        done = VerifiedPerson(who.name, who.born, "male", "domestic", who.mobile, value)
        self.phones.pages[link.rpartition("/")[2]] = done

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


def _file(name: str) -> JSON:
    kind = {"file_name": name, "mime_type": "application/pdf", "file_size": len(CERTIFICATE)}
    return {"file_id": f"file-{name}", "file_unique_id": f"unique-{name}", **kind}
