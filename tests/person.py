"""A person with a phone, as tests speak for one: `says`, `taps`, `sees`, over the playground's HTTP alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import httpx

JSON = dict[str, Any]
PATIENCE = 20.0  # seconds for an answer before the test is given up


class NoAnswer(AssertionError):
    """The assistant said nothing more."""


@dataclass
class Person:
    """One person in a private chat with the bot; `card` is the question that the chat shows now."""

    http: httpx.AsyncClient
    id: int
    phone: str
    seq: int = 0
    card: JSON = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    acts: int = 0

    async def says(self, text: str) -> str:
        """Types a message and waits for the card that answers it; gives everything said meanwhile."""
        return await self._act("text", text=text)

    async def taps(self, words: str) -> str:
        """Presses the button of the present card whose label holds these words."""
        return await self._act("press", message_id=self.card["message_id"], data=self.button(words)["callback_data"])

    async def shares_number(self) -> str:
        """Presses the button that shares the person's own telephone number."""
        return await self._act("contact")

    async def sends_file(self, content: bytes, name: str, way: str = "document", media_type: str = "") -> str:
        """Sends a file, as a document or a photo."""
        before = self._begin()
        kind = media_type or "application/octet-stream"
        answer = await self.http.post(
            f"/api/chats/{self.id}/file", files={"file": (name, content, kind)}, data={"as": way}
        )
        assert answer.status_code == 200, answer.text
        return await self._answered(before)

    async def sends(self, kind: str) -> str:
        """Sends something else: a sticker, a voice message…"""
        return await self._act("other", kind=kind)

    async def does(self, what: str, **body: Any) -> JSON:
        """Does something of the people's API without waiting for an answer."""
        answer = await self.http.post(f"/api/chats/{self.id}/{what}", json=body)
        assert answer.status_code == 200, answer.text
        found: JSON = answer.json()
        return found

    def button(self, words: str) -> JSON:
        """The button of the present card whose label holds these words."""
        found = [button for button in self.buttons if words in button["text"]]
        assert found, f"no button {words!r} among {[b['text'] for b in self.buttons]} under: {self.card.get('text')}"
        return found[0]

    @property
    def buttons(self) -> list[JSON]:
        """The buttons under the present card."""
        rows = self.card.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    def sees(self, *words: str) -> None:
        """The present card holds these words."""
        missing = [word for word in words if word not in self.card["text"]]
        assert not missing, f"{missing} not in: {self.card['text']}"

    async def messages(self) -> list[JSON]:
        """Every message that stands in the chat now."""
        return list((await self.http.get(f"/api/chats/{self.id}/messages")).json()["messages"])

    async def toasts(self) -> list[str]:
        """What was said over the chat in answer to presses."""
        return [toast.get("text") or "" for toast in (await self.http.get(f"/api/chats/{self.id}/toasts")).json()]

    async def code(self) -> str:
        """The code of the newest SMS on the person's phone."""
        for _ in range(200):
            sms = (await self.http.get(f"/api/phones/{self.phone}/messages")).json()
            found = re.search(r"\b(\d{6})\b", sms[-1]["text"]) if sms else None
            if found and found[1] not in self.heard:
                self.heard.append(found[1])
                return found[1]
            await self._events(0.1)
        raise NoAnswer("no code arrived")

    async def _act(self, what: str, **body: Any) -> str:
        before = self._begin()
        await self.does(what, **body)
        return await self._answered(before)

    def _begin(self) -> int:
        self.acts += 1
        return self.seq

    async def _answered(self, before: int) -> str:
        """Waits for the next card; gives the words of all messages that came with it."""
        said: list[str] = []
        while True:
            events = await self._events(PATIENCE)
            if not events:
                raise NoAnswer(f"nothing after {said} at card: {self.card.get('text')}")
            for event in events:
                message = event.get("message") or {}
                if event["type"] in ("message", "edit") and message.get("from_bot"):
                    if event["type"] == "message" or "text" in message:
                        said.append(message.get("text", ""))
                    if self._is_new_card(message):
                        self.card = message
                        return "\n".join(said)
                if event["type"] == "keyboard" and event.get("keyboard"):
                    self.card = (await self.messages())[-1]
                    return "\n".join([*said, self.card.get("text", "")])

    def _is_new_card(self, message: JSON) -> bool:
        """Whether it asks something new: a countdown only draws the present card anew, with the same buttons."""
        presses = _presses(message)
        return bool(presses) and presses != _presses(self.card)

    async def _events(self, timeout: float) -> list[JSON]:
        answer = await self.http.get(
            "/api/wait", params={"chat": self.id, "after": self.seq, "timeout": timeout}, timeout=timeout + 5
        )
        found = answer.json()
        self.seq = max(self.seq, found["seq"]) if found["events"] else self.seq
        return list(found["events"])


def _presses(message: JSON) -> list[str]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button.get("callback_data", "") for row in rows for button in row]
