"""Companies, members, grades, chats and who has been told what, as the manual would have them: no database at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

Notice = tuple[str, str, tuple[str, ...], str]  # chat, first line, what its buttons carry, the reason if one is given

OFFER = "offer"  # stands for the words of an offer, which name the hour
STAFF = "-100"
NAMES = {number: f"동료{letter}" for number, letter in enumerate("가나다라마바", 1)}


@dataclass(eq=False)
class Tie:
    """A member's relation to a company; `id` is the store's, None until it is known."""

    firm: int
    member: int
    grade: str
    joined: datetime
    id: int = 0
    reminders: int = 0
    reminded_at: datetime | None = None
    nudged_at: datetime | None = None


@dataclass(frozen=True)
class Deed:
    """One decision of the record; `by` is None for staff."""

    firm: int
    member: int
    action: str
    by: int | None
    at: datetime


@dataclass(eq=False)
class Bid:
    """An offer to become MASTER."""

    firm: int
    giver: int
    taker: int
    until: datetime
    status: str = "offered"
    told: bool = False
    id: int = 0


@dataclass(eq=False)
class Fact:
    """Something that must be told: what the store's triggers have to write down by themselves."""

    serial: int
    kind: str
    at: datetime
    firm: int | None = None
    member: int | None = None
    tie: Tie | None = None
    due: datetime | None = None
    new: str = ""
    reason: str | None = None
    own_wish: bool = False
    held: bool = False
    paper: int = 0  # the certificate that came


@dataclass(eq=False)
class Firm:
    """A company; `stand_in` is who was named by whom until when, `sent` who sent certificates that wait for staff."""

    id: int
    name: str
    certificate: str
    stand_in: tuple[int, int, datetime] | None = None
    sent: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Speaks:
    """A chat: for whom it speaks, and whether messages reach it."""

    member: int
    reached: bool = True


@dataclass
class Model:
    """Everything, at one moment; `said` is what must be in the outbox since the last look.

    `known`: which chat knows of whom that waits, and of which offer; `pinned`: what a worker says of it that has not
    committed.
    """

    now: datetime
    firms: dict[int, Firm] = field(default_factory=dict)
    ties: list[Tie] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    bids: list[Bid] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    chats: dict[str, Speaks] = field(default_factory=dict)
    known: set[tuple[str, Tie | Bid]] = field(default_factory=set)
    pinned: set[tuple[str, Tie | Bid]] = field(default_factory=set)
    said: Counter[Notice] = field(default_factory=Counter)
    serial: int = 0
    papers: int = 0

    def tie_of(self, member: int) -> Tie | None:
        """The member's one relation."""
        return next((one for one in self.ties if one.member == member), None)

    def tie(self, tie_id: int) -> Tie | None:
        """The relation with this key, if it is still there."""
        return next((one for one in self.ties if one.id == tie_id), None)

    def of_firm(self, firm: int) -> list[Tie]:
        """Everybody's relation to a company, in the order they came."""
        return [one for one in self.ties if one.firm == firm]

    def waiting(self, firm: int) -> list[Tie]:
        """The company's associates."""
        return [one for one in self.of_firm(firm) if one.grade == "associate"]

    def master(self, firm: int) -> Tie | None:
        """The MASTER's relation."""
        return next((one for one in self.of_firm(firm) if one.grade == "master"), None)

    def grade_in(self, firm: int, member: int) -> str:
        """What a member is in this company; individual for who does not belong to it."""
        tie = self.tie_of(member)
        return tie.grade if tie and tie.firm == firm else "individual"

    def stand_in(self, firm: int) -> int | None:
        """Who decides in the MASTER's place now."""
        named = self.firms[firm].stand_in
        return named[0] if named and self.still_named(self.firms[firm]) else None

    def still_named(self, firm: Firm) -> bool:
        """Whether the company's substitute and who named them are what they were."""
        if firm.stand_in is None or firm.stand_in[2] <= self.now:
            return False
        stand_in, by, _ = firm.stand_in
        return (self.grade_in(firm.id, by), self.grade_in(firm.id, stand_in)) == ("master", "regular")

    def deciders(self, firm: int) -> list[int]:
        """Who may decide about associates now."""
        master, stand_in = self.master(firm), self.stand_in(firm)
        return [one for one in (master.member if master else None, stand_in) if one is not None]

    def reached(self, member: int) -> list[str]:
        """The chats in which a member can be told something."""
        return [chat for chat, one in self.chats.items() if one.member == member and one.reached]

    def is_good(self, bid: Bid) -> bool:
        """Whether both of an offer are still what they must be."""
        grades = self.grade_in(bid.firm, bid.giver), self.grade_in(bid.firm, bid.taker)
        return grades == ("master", "regular")

    def open_bid(self, firm: int) -> Bid | None:
        """The company's offer that waits for an answer."""
        return next((one for one in self.bids if one.firm == firm and one.status == "offered"), None)

    def note(self, firm: int, member: int, action: str, by: int | None) -> None:
        """Adds a line to the record of decisions."""
        self.deeds.append(Deed(firm, member, action, by, self.now))

    def happens(
        self, kind: str, tie: Tie | None = None, *, member: int | None = None, firm: int | None = None, new: str = ""
    ) -> Fact:
        """Adds something to be told."""
        self.serial += 1
        whose = (tie.firm, tie.member) if tie else (firm, member)
        fact = Fact(self.serial, kind, self.now, *whose, tie, new=new)
        self.facts.append(fact)
        return fact
