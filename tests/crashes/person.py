"""A person who answers whatever their chat asks, each question once, and waits for as long as nothing new is asked."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.crashes.answers import Applicant, OpensPage, Picks, Sends, Shares, Types, TypesCode
from tests.crashes.cards import FINISHED, Card, newest

JSON = dict[str, Any]
LOOK_AGAIN_SECONDS = 30.0
_CODE = re.compile(r"\b\d{6}\b")


@dataclass
class Person:
    """One person in their chat; `acts` counts what the assistant was sent."""

    http: httpx.AsyncClient
    chat: int
    applicant: Applicant
    rng: random.Random
    acts: int = 0
    codes_tried: list[str] = field(default_factory=list)
    answered: list[tuple[str, int]] = field(default_factory=list)
    card: Card | None = None
    result: str = ""
    waited: bool = False

    async def sign_up(self) -> None:
        """From /start to the result."""
        await self.write("/start")
        while not self.result:
            seq = await self._look()
            if not await self._acts_on_card():
                await self._wait(seq)

    def __str__(self) -> str:
        card = self.card.text if self.card else "nothing"
        return f"{self.applicant} after {self.answered[-3:]} and {self.acts} acts sees:\n{card}"

    async def messages(self) -> list[JSON]:
        """Everything that stands in the chat."""
        return list((await self._chat())["messages"])

    async def _acts_on_card(self) -> bool:
        """Answers the newest question unless that was done; False when there is nothing to do but wait."""
        card = self.card
        if card is None or card.question in self.answered:
            return False
        self._check(card)
        if FINISHED in card.text:
            self.result = card.text
            return True
        return await self._answers(card)

    def _check(self, card: Card) -> None:
        """Nothing that was answered is asked again, and no card turns up from before the last answer."""
        if card.turn and self.answered:
            last = max(turn for _, turn in self.answered)
            assert card.turn > last, f"an old question came back: {self}"
        asked_again = card.step != "menu" and card.step in {step for step, _ in self.answered}
        # A code that was on its way at a crash is sent anew, and the one before is void.
        void = card.step == "code" and self.codes_tried
        assert not asked_again or void, f"{card.step} is asked again: {self}"

    async def _answers(self, card: Card) -> bool:
        replies = self.applicant.replies()
        assert card.step in replies, f"nobody expected {card.step}: {self}"
        match replies[card.step]:
            case Types(text):
                await self.write(text)
            case Picks(code):
                await self._pick(card, code)
            case Sends(content, name):
                await self._send(content, name)
            case Shares():
                await self._do("contact")
            case OpensPage():
                await self._fill_in(card.link)
                await self._press(card, "done")
            case TypesCode():
                if not await self._types_code(card):
                    return False
        self.answered.append(card.question)
        return True

    async def _types_code(self, card: Card) -> bool:
        """The code that has come; who has waited in vain asks for another."""
        if code := await self._new_code():
            await self.write(code)
        elif self.waited and "resend" in card.buttons:
            await self._press(card, "resend")
        else:
            return False
        return True

    async def _pick(self, card: Card, code: str) -> None:
        """Presses the button, or types its number or its words."""
        number, _, words = card.buttons[code].label.partition(". ")
        way = self.rng.randrange(4)
        if code.startswith("_") or way < 2:
            await self._press(card, code)
        else:
            await self.write(number if way == 2 else words)

    async def _press(self, card: Card, code: str) -> None:
        await self._do("press", message_id=card.message_id, data=card.buttons[code].data)

    async def write(self, text: str) -> None:
        """Types a message."""
        await self._do("text", text=text)

    async def _do(self, what: str, **body: Any) -> None:
        self.acts += 1
        answer = await self.http.post(f"/api/chats/{self.chat}/{what}", json=body)
        assert answer.status_code == 200, f"{answer.text}: {self}"

    async def _send(self, content: bytes, name: str) -> None:
        self.acts += 1
        files = {"file": (name, content, "application/pdf")}
        answer = await self.http.post(f"/api/chats/{self.chat}/file", files=files, data={"as": "document"})
        assert answer.status_code == 200, answer.text

    async def _fill_in(self, link: str) -> None:
        who = self.applicant
        form = {"name": who.name, "birth_date": who.born.isoformat(), "gender": "male", "national": "domestic"}
        answer = await self.http.post(link, data={**form, "mobile": who.mobile})
        assert answer.status_code == 303, answer.text

    async def _new_code(self) -> str:
        """The newest code on the phone, "" where it was tried already or none has come."""
        sms = (await self.http.get(f"/api/phones/{self.applicant.mobile}/messages")).json()
        found = _CODE.search(sms[-1]["text"]) if sms else None
        if found is None or found[0] in self.codes_tried:
            return ""
        self.codes_tried.append(found[0])
        return found[0]

    async def _look(self) -> int:
        """Looks at the chat; gives the number of what happened last in the messenger."""
        chat = await self._chat()
        self.card = newest(chat["messages"])
        return int(chat["seq"])

    async def _chat(self) -> JSON:
        found: JSON = (await self.http.get(f"/api/chats/{self.chat}/messages")).json()
        return found

    async def _wait(self, seq: int) -> None:
        asked = {"chat": self.chat, "after": seq, "timeout": LOOK_AGAIN_SECONDS}
        self.waited = not (await self.http.get("/api/wait", params=asked)).json()["events"]


def shown(calls: list[JSON]) -> dict[int, list[JSON]]:
    """The messages that were sent to each chat, in order, out of the messenger's journal of calls."""
    sent: defaultdict[int, list[JSON]] = defaultdict(list)
    for call in calls:
        if call["method"] == "sendMessage" and call["ok"]:
            sent[int(call["params"]["chat_id"])].append(call["params"])
    return sent
