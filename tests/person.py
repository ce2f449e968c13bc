"""A person with a phone, as tests speak for one: `says`, `taps`, `sees`, over the playground's HTTP alone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.journeys.web import Web

JSON = dict[str, Any]
CODE = re.compile(r"\b(\d{6})\b")


@dataclass
class Person:
    """One person in a private chat with the bot.

    `card` is the question that the chat shows now, `said` what the bot said since the person's last act, `own` the
    numbers of the person's own messages that still stand. After each act `settle` waits until the assistant is done.
    """

    web: Web
    id: int
    phone: str
    language: str
    settle: Callable[[], Awaitable[None]]
    seq: int = 0
    card: JSON = field(default_factory=dict)
    said: str = ""
    news: list[JSON] = field(default_factory=list, repr=False)
    own: list[int] = field(default_factory=list, repr=False)
    asking: dict[int, JSON] = field(default_factory=dict, repr=False)
    newest: JSON = field(default_factory=dict, repr=False)
    keyboard: JSON | None = None
    heard: list[str] = field(default_factory=list)
    acts: int = 0

    @property
    def mobile(self) -> str:
        """The person's number as Koreans write it."""
        digits = self.phone.replace("+82", "0")
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"

    async def says(self, text: str) -> str:
        """Types a message; gives everything said in answer."""
        return await self._act("text", text=text)

    async def taps(self, words: str) -> str:
        """Presses the button of the present card whose label holds these words."""
        return await self._press(self.button(words))

    async def picks(self, code: str) -> str:
        """Presses the button of the present card for this choice, whatever its words are in the person's language."""
        return await self._press(self.choice(code))

    async def presses(self, message_id: int, data: str, *, forged: bool = False) -> str:
        """Presses a button of any message; `forged`: even one that the message doesn't have."""
        return await self._act("press", message_id=message_id, data=data, forged=forged)

    async def opens(self, token: str) -> str:
        """Follows a deep link to the bot."""
        return await self._act("start", parameter=token)

    async def shares_number(self) -> str:
        """Presses the button that shares the person's own telephone number."""
        return await self._act("contact")

    async def shares_contact(self, phone: str, **card: Any) -> str:
        """Sends a contact card with somebody else's number."""
        return await self._act("contact", phone_number=phone, **card)

    async def sends_file(self, content: bytes, name: str, way: str = "document", media_type: str = "") -> str:
        """Sends a file, as a document or a photo."""
        return await self._uploads(content, name, media_type, {"as": way})

    async def claims_file(self, content: bytes, name: str, size: int, media_type: str = "") -> str:
        """Sends a file as a document that Telegram says has this many bytes."""
        return await self._uploads(content, name, media_type, {"as": "document", "size": str(size)})

    async def sends(self, kind: str) -> str:
        """Sends something else: a sticker, a voice message…"""
        return await self._act("other", kind=kind)

    async def edits(self, message_id: int, text: str) -> str:
        """Changes an earlier message of the person's own."""
        return await self._act("edit", message_id=message_id, text=text)

    async def does(self, what: str, **body: Any) -> JSON:
        """Does something of the people's API without waiting for an answer."""
        found: JSON = await self.web.post(f"/api/chats/{self.id}/{what}", body)
        return found

    async def hears(self) -> str:
        """Waits until the assistant is done and looks at what happened; gives what was said since the last look."""
        await self.settle()
        self.news = (await self.web.get("/api/wait", chat=self.id, after=self.seq, timeout=0))["events"]
        for event in self.news:
            self._notice(event)
        self.said = "\n".join(event["message"].get("text", "") for event in self.news if _is_said(event))
        self.card = self._present_card()
        return self.said

    def _notice(self, event: JSON) -> None:
        self.seq = event["seq"]
        message = event.get("message") or {}
        if event["type"] == "keyboard":
            self.keyboard = event["keyboard"]
        elif event["type"] == "delete":
            self.asking.pop(event["message_id"], None)
            self.own = [number for number in self.own if number != event["message_id"]]
        elif not message:
            return
        elif not message["from_bot"] and event["type"] == "message":
            self.own.append(message["message_id"])
        elif message["from_bot"]:
            self._notice_bot(message)

    def _notice_bot(self, message: JSON) -> None:
        self.newest = message if message["message_id"] >= self.newest.get("message_id", 0) else self.newest
        self.asking.pop(message["message_id"], None)
        if message.get("reply_markup", {}).get("inline_keyboard"):
            self.asking[message["message_id"]] = message

    def _present_card(self) -> JSON:
        """The bot's newest message that asks something: with buttons, or the last one while a keyboard is open."""
        if self.keyboard:
            return dict(self.newest, reply_markup=self.keyboard)
        return dict(self.asking[max(self.asking)]) if self.asking else self.card

    @property
    def vanished(self) -> list[int]:
        """The messages that were deleted since the person's last act."""
        return [event["message_id"] for event in self.news if event["type"] == "delete"]

    @property
    def overheard(self) -> str:
        """What was said over the chat in answer to the last press."""
        return "\n".join(event.get("text") or "" for event in self.news if event["type"] == "toast")

    def button(self, words: str) -> JSON:
        """The button of the present card whose label holds these words."""
        found = [button for button in self.buttons if words in button["text"]]
        assert found, f"no button {words!r} among {self.labels} under: {self.card.get('text')}"
        return found[0]

    def choice(self, code: str) -> JSON:
        """The button of the present card for this choice."""
        found = [button for button in self.buttons if button.get("callback_data", "").endswith(f".{code}")]
        assert found, f"no choice {code!r} among {self.labels} under: {self.card.get('text')}"
        return found[0]

    @property
    def buttons(self) -> list[JSON]:
        """The buttons under the present card, or of the keyboard that it opened."""
        markup = self.card.get("reply_markup", {})
        return [button for row in markup.get("inline_keyboard") or markup.get("keyboard") or [] for button in row]

    @property
    def labels(self) -> list[str]:
        """The words on those buttons."""
        return [button["text"] for button in self.buttons]

    @property
    def codes(self) -> list[str]:
        """The choices behind those buttons."""
        return [button["callback_data"].partition(".")[2] for button in self.buttons if "callback_data" in button]

    def sees(self, *words: str) -> None:
        """The present card holds these words."""
        missing = [word for word in words if word not in self.card["text"]]
        assert not missing, f"{missing} not in: {self.card['text']}"

    def heard_of(self, *words: str) -> None:
        """What was said since the last act holds these words."""
        missing = [word for word in words if word not in self.said]
        assert not missing, f"{missing} not in: {self.said}"

    async def messages(self) -> list[JSON]:
        """Every message that stands in the chat now."""
        return list((await self.web.get(f"/api/chats/{self.id}/messages"))["messages"])

    async def toasts(self) -> list[str]:
        """What was said over the chat in answer to presses."""
        return [toast.get("text") or "" for toast in await self.web.get(f"/api/chats/{self.id}/toasts")]

    async def sms(self, phone: str = "") -> list[str]:
        """The text messages on the person's phone, or on another one."""
        number = (phone or self.phone).replace("+", "%2B")
        return [sms["text"] for sms in await self.web.get(f"/api/phones/{number}/messages")]

    async def code(self, phone: str = "") -> str:
        """The code in the newest SMS, which must be a new one."""
        found = CODE.search((await self.sms(phone) or [""])[-1])
        assert found, "no code arrived"
        assert found[1] not in self.heard, "no new code arrived"
        self.heard.append(found[1])
        return found[1]

    async def _uploads(self, content: bytes, name: str, media_type: str, fields: dict[str, str]) -> str:
        self.acts += 1
        form = aiohttp.FormData(fields)
        form.add_field("file", content, filename=name, content_type=media_type or "application/octet-stream")
        status, answer = await self.web.send(f"/api/chats/{self.id}/file", form)
        assert status == 200, answer
        return await self.hears()

    async def _press(self, button: JSON) -> str:
        return await self.presses(self.card["message_id"], button["callback_data"])

    async def _act(self, what: str, **body: Any) -> str:
        self.acts += 1
        await self.does(what, **body)
        return await self.hears()


def _is_said(event: JSON) -> bool:
    """Whether the bot said something with it; a card that only loses its buttons says nothing."""
    message = event.get("message") or {}
    only_closed = event["type"] == "edit" and not message.get("reply_markup", {}).get("inline_keyboard")
    return bool(message.get("from_bot")) and not only_closed
