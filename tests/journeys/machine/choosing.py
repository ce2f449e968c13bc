"""What a person, the web site or staff do next: plain numbers, read against the companies as they are then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from hypothesis import strategies as st

from tests.journeys.machine.model import Model, Tie
from tests.journeys.machine.stage import PEOPLE

CHATS = 5

JOINS = ("join", "web_join")
DECISIONS = ("approve", "approve", "undo", "end", "web_approve", "web_undo", "web_end")
OWN = ("leave", "withdraw_request", "nudge", "nudge")
MASTERY = (
    *("offer", "accept", "accept", "decline", "withdraw_offer", "appoint", "web_swap"),
    *("name_substitute", "end_substitute", "send_certificate", "confirm", "web_confirm", "reject"),
)
MOVES = ("appoint", "accept")
OF_MASTERS = ("approve", "undo", "end", "offer", "withdraw_offer", "name_substitute", "end_substitute")
CHATTING = ("link", "link", "unlink", "block", "unblock")


SUITED = {
    **dict.fromkeys(("approve", "web_approve", "withdraw_request", "nudge"), "associate"),
    **dict.fromkeys(("undo", "web_undo", "web_swap", "appoint"), "regular"),
    **dict.fromkeys(("offer", "name_substitute", "end_substitute", "send_certificate"), "master"),
}


@dataclass(frozen=True)
class Wish:
    """What is wanted: `card` is which relation or offer of all that ever were, `by` in what role, `who` a member."""

    name: str
    card: int
    by: int
    who: int
    extra: int


def wishes(*names: str) -> st.SearchStrategy[Wish]:
    """Something of these kinds."""
    number = st.integers(0, 11)
    return st.builds(Wish, st.sampled_from(names), number, number, st.integers(1, PEOPLE), number)


class Chooser:
    """Turns wishes into arguments; old relations and offers stay on the cards that people hold."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.cards: list[Tie] = []
        self.reasons = 0

    def arguments(self, wish: Wish) -> tuple[Any, ...]:
        """What the change of this name takes."""
        return self._ways[wish.name](self, wish)

    def _tie(self, wish: Wish) -> Tie | None:
        """Mostly a relation for which the wish makes sense now, at times any of all that ever were."""
        suited = [one for one in self.model.ties if one.grade == SUITED.get(wish.name, one.grade)]
        pool = suited if suited and wish.card % 5 else self.cards
        return pool[-1 - wish.card % len(pool)] if pool else None

    def _by(self, wish: Wish, tie: Tie | None) -> int:
        """Mostly one who may decide about it."""
        deciders = self.model.deciders(tie.firm) if tie else []
        return deciders[wish.by % len(deciders)] if deciders and wish.by < 10 else wish.who

    def _about(self, wish: Wish) -> tuple[Any, ...]:
        tie = self._tie(wish)
        return self._by(wish, tie), tie.id if tie else 99

    def _firm(self, wish: Wish) -> int:
        """Mostly the same one: in a crowd more happens."""
        return list(self.model.firms)[(0, 0, 0, 1, 2, 2)[wish.card % 6]]

    def _member(self, wish: Wish) -> int:
        tie = self._tie(wish)
        return tie.member if tie else wish.who

    def _regular(self, wish: Wish) -> int:
        """Mostly a regular of the company."""
        tie = self._tie(wish)
        regulars = [one.member for one in self.model.of_firm(tie.firm) if one.grade == "regular"] if tie else []
        return regulars[wish.extra % len(regulars)] if regulars and wish.extra < 10 else wish.who

    def _bid(self, wish: Wish) -> tuple[Any, ...]:
        bids = self.model.bids
        bid = bids[-1 - wish.card % min(2, len(bids))] if bids else None
        if bid is None:
            return wish.who, 99
        by = bid.giver if wish.name == "withdraw_offer" else bid.taker
        return by if wish.by < 10 else wish.who, bid.id

    def _appointed(self, wish: Wish) -> tuple[Any, ...]:
        tie = self._tie(wish)
        return (tie.firm, tie.member) if tie and wish.by < 10 else (self._firm(wish), wish.who)

    def _chat(self, wish: Wish, *, reached: bool) -> str:
        chats = [chat for chat, one in self.model.chats.items() if one.reached is reached]
        return chats[wish.extra % len(chats)] if chats else str(wish.extra % CHATS)

    def _reason(self) -> str:
        self.reasons += 1
        return f"까닭{self.reasons}"

    def _master(self, wish: Wish) -> int:
        return self._by(wish, self._tie(wish))

    _ways: ClassVar[dict[str, Callable[[Chooser, Wish], tuple[Any, ...]]]] = {
        "join": lambda self, wish: (wish.who, self._firm(wish)),
        "web_join": lambda self, wish: (wish.who, self._firm(wish)),
        "approve": _about,
        "undo": _about,
        "end": lambda self, wish: (*self._about(wish), self._reason()),
        "leave": lambda self, wish: (self._member(wish),),
        "withdraw_request": lambda self, wish: (self._member(wish),),
        "nudge": lambda self, wish: (self._member(wish),),
        "send_certificate": lambda self, wish: (self._member(wish),),
        "link": lambda self, wish: (str(wish.extra % CHATS), self._member(wish) if wish.by < 8 else wish.who),
        "unlink": lambda self, wish: (self._chat(wish, reached=True),),
        "block": lambda self, wish: (self._chat(wish, reached=True),),
        "unblock": lambda self, wish: (self._chat(wish, reached=False),),
        "offer": lambda self, wish: (self._master(wish), self._regular(wish)),
        "accept": _bid,
        "decline": _bid,
        "withdraw_offer": _bid,
        "appoint": _appointed,
        "name_substitute": lambda self, wish: (self._master(wish), self._regular(wish), 1 + wish.card),
        "end_substitute": lambda self, wish: (self._master(wish),),
        "confirm": lambda self, wish: (self._firm(wish),),
        "reject": lambda self, wish: (self._firm(wish), self._reason()),
        "web_approve": lambda self, wish: (self._member(wish),),
        "web_undo": lambda self, wish: (self._member(wish),),
        "web_end": lambda self, wish: (self._member(wish), self._reason() if wish.by % 2 else None),
        "web_swap": lambda self, wish: (self._member(wish),),
        "web_confirm": lambda self, wish: (self._firm(wish),),
    }
