"""A playground from which the assistant is struck down at a chosen call, and the one who chooses."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from playground import Playground
from tests.crashes.assistant import TOKEN, Assistant

NOTHING_NEW = b'"result":[]'
LATEST_SECONDS = 0.03  # after an answer: the transaction, the sending and the mark all lie within


class Moment(Enum):
    """When the blow falls: before the call takes effect, before its answer is given, or some time after."""

    ARRIVES = "arrives"
    DONE = "is done"
    ANSWERED = "is answered"


@dataclass(frozen=True, slots=True)
class Aim:
    """The call at which the blow falls ("" for any), after `skip` others like it, `delay` seconds after the moment."""

    call: str
    moment: Moment
    skip: int = 0
    delay: float = 0.0


# Between receiving and commit; between commit and confirmation; between sending and mark, and confirmation once more.
ALWAYS = (
    ("getUpdates", Moment.ANSWERED),
    ("getUpdates", Moment.ARRIVES),
    ("sendMessage", Moment.DONE),
    ("getUpdates", Moment.ARRIVES),
)
# Where else something could be lost, or do harm when it is repeated.
WINDOWS = (
    ("sendMessage", Moment.ARRIVES),
    ("sendMessage", Moment.ANSWERED),
    ("editMessageText", Moment.ARRIVES),
    ("editMessageText", Moment.DONE),
    ("sms", Moment.ARRIVES),
    ("sms", Moment.DONE),
    ("deleteMessage", Moment.ARRIVES),
    ("deleteMessage", Moment.DONE),
    ("answerCallbackQuery", Moment.DONE),
    ("editMessageReplyMarkup", Moment.ARRIVES),
    ("file", Moment.DONE),
    ("result", Moment.DONE),
)


class Ambush(Playground):
    """A playground that calls `strike` when the call aimed at comes, or any after `patience` others."""

    def __init__(self) -> None:
        super().__init__(None, token=TOKEN)
        self.patience = 100
        self.strike: Callable[[Aim], None] = lambda aim: None
        self._aim: Aim | None = None
        self._left = self._others = 0

    def lie_in_wait(self, aim: Aim | None) -> None:
        """Waits for this call; None lets all pass."""
        self._aim, self._others = aim, self.patience
        self._left = aim.skip if aim else 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        aim, call = self._aim, call_of(scope)
        if aim is None or not call or not self._is_it(aim, call):
            await super().__call__(scope, receive, send)
        elif aim.moment is Moment.ARRIVES:
            self._fall(aim)
        else:
            await super().__call__(scope, receive, self._struck_at_answer(aim, call, send))

    def _is_it(self, aim: Aim, call: str) -> bool:
        self._others -= 1
        if call == "getUpdates" and aim.moment is Moment.ARRIVES and not self._unconfirmed():
            return False
        if aim.call not in ("", call) and self._others > 0:
            return False
        self._left -= 1
        return self._left < 0

    def _unconfirmed(self) -> bool:
        return any(bot.updates for bot in self.state.bots.values())

    def _struck_at_answer(self, aim: Aim, call: str, send: Send) -> Callable[[Message], Awaitable[None]]:
        held: list[Message] = []

        async def answer(message: Message) -> None:
            held.append(message)
            if message["type"] != "http.response.body":
                return
            passes = self._aim is not aim or (call == "getUpdates" and NOTHING_NEW in message["body"])
            if not passes and aim.moment is Moment.DONE:
                self._fall(aim)
                return
            for part in held:
                await send(part)
            if not passes:
                self._fall_later(aim)

        return answer

    def _fall_later(self, aim: Aim) -> None:
        self._aim = None
        asyncio.get_running_loop().call_later(aim.delay, self.strike, aim)

    def _fall(self, aim: Aim) -> None:
        self._aim = None
        self.strike(aim)


def call_of(scope: Scope) -> str:
    """The name of a call that the assistant makes; "" for what people and pages ask."""
    parts = scope["path"].split("/")
    if parts[1].startswith("bot"):
        return str(parts[2])
    if parts[1] == "file":
        return "file"
    if parts[1] == "ipin" and parts[-1] == "result":
        return "result"
    return "sms" if parts[1:3] == ["api", "phones"] and scope["method"] == "POST" else ""


@dataclass
class Killer:
    """Ends the assistant again and again, by SIGKILL or by SIGTERM, and has it rise at once."""

    assistant: Assistant
    ambush: Ambush
    rng: random.Random
    most: int
    spread: int
    mourn: Callable[[], Awaitable[Any]]
    blow: int = signal.SIGKILL
    blows: list[Aim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ambush.strike, self.ambush.patience = self._strike, self.spread

    async def work(self) -> None:
        """Goes on until it is cancelled, killing `most` times; `mourn` is awaited after each death.

        Raises AssertionError when the assistant ends without having been struck.
        """
        for number, aim in enumerate(self._aims(), 1):
            self.ambush.lie_in_wait(aim)
            code = await self.assistant.ended()
            wanted = -signal.SIGKILL if self.blow == signal.SIGKILL else 0
            assert (code, len(self.blows)) == (wanted, number), f"ended with {code} after {len(self.blows)} blows"
            await self.mourn()
            self.assistant.start()

    def _strike(self, aim: Aim) -> None:
        self.assistant.send(self.blow)
        self.blows.append(aim)

    def _aims(self) -> Iterator[Aim | None]:
        windows = [*ALWAYS, *self.rng.sample(WINDOWS, len(WINDOWS))]
        for number in range(self.most):
            # Every third blow falls anywhere; who is told to stop gets every answer.
            if number % 3 == 2 or self.blow == signal.SIGTERM:
                yield Aim("", Moment.ANSWERED, self.rng.randrange(self.spread), self._delay())
            else:
                call, moment = windows[(number - number // 3) % len(windows)]
                yield Aim(call, moment, self.rng.randrange(6), self._delay())
        yield None

    def _delay(self) -> float:
        return self.rng.choice((0.0, self.rng.uniform(0.0, LATEST_SECONDS)))
