"""What befalls a world: drawn from its seed alone, each world another mixture."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

STORM_SECONDS = 900.0
"""So long faults happen; who is not done then must be able to finish in peace."""


class Fault(StrEnum):
    """What becomes of a call to the messenger; those that end in `LOST` take effect all the same."""

    NONE = "none"
    LATE = "late"
    TOO_MANY = "429"
    ERROR = "500"
    GARBAGE = "garbage"
    HANGS = "hangs"
    ERROR_LOST = "500, done"
    GARBAGE_LOST = "garbage, done"
    HANGS_LOST = "hangs, done"


FAULTS = tuple(Fault)[1:]


@dataclass
class Fate:
    """Everything that is random in one world, and how often what happens in it."""

    seed: int
    rng: Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = rng = Random(self.seed)
        self.by_webhook = rng.random() < 0.5
        self.workers = rng.choice((1, 2, 2, 3))
        self.kill_seconds = rng.choice((0.0, 4.0, 15.0, 60.0))
        self.away = rng.choice((0.0, 0.0, 0.003, 0.03))
        self.fault = rng.choice((0.0, 0.01, 0.05, 0.2))
        self.faults = rng.sample(FAULTS, rng.randint(1, len(FAULTS)))
        self.twice = rng.choice((0.0, 0.02, 0.3))
        self.shuffles = rng.random() < 0.5
        self.jump_seconds = rng.choice((0.0, 0.0, 15.0, 120.0))
        self.hurry = rng.choice((0.0, 0.5))
        self.slowness = rng.choice((0.002, 0.02))
        self.full = rng.choice((1, 2, 3, 100))
        self.storm = True

    def happens(self, probability: float) -> bool:
        """Whether a fault happens; none does when the storm is over."""
        return self.storm and self.rng.random() < probability

    def of_call(self) -> Fault:
        """What becomes of a call."""
        return self.rng.choice(self.faults) if self.happens(self.fault) else Fault.NONE

    def jump(self) -> float:
        """By how many seconds the store's clock jumps."""
        return self.rng.choice((-3600.0, -40.0, -5.0, 5.0, 40.0, 3600.0))

    def __str__(self) -> str:
        way = "webhook" if self.by_webhook else "polling"
        drawn = {
            "kills every": self.kill_seconds,
            "store away": self.away,
            "faults": self.fault,
            "twice": self.twice,
            "shuffled": self.shuffles,
            "jumps every": self.jump_seconds,
            "hurry": self.hurry,
            "full batch": self.full,
        }
        return f"{self.workers} by {way}, " + ", ".join(f"{name} {value}" for name, value in drawn.items() if value)
