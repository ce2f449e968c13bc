"""Growing pauses between tries of the same thing."""

import asyncio
import random
from dataclasses import dataclass

_CHANCE = random.SystemRandom()


@dataclass(slots=True)
class Pauses:
    """Seconds that double from `first` up to `most`, each cut by up to half so that many do not wake together."""

    first: float = 0.5
    most: float = 30.0
    taken: int = 0

    def next(self) -> float:
        whole = min(self.most, self.first * 2.0 ** min(self.taken, 20))
        self.taken += 1
        return whole * _CHANCE.uniform(0.5, 1.0)

    def reset(self) -> None:
        self.taken = 0


async def wait_for(event: asyncio.Event, seconds: float | None) -> bool:
    """Waits until `event` is set, at most `seconds`; says whether it is set."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return event.is_set()
    return True
