"""What people send that is no answer, and what they hear: keys of the catalogue, of which one must have been said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.person import Person
from tests.world import World

RESIDENT = ("900305-1234567", "９００３０５　１２３４５６７", "구공공삼공오 다시 일이삼사오육칠")
ANY_PROBLEM = ("problem.",)
NO_WORDS = ("problem.other.unreadable", "problem.file.kind")
HELP = ("help.centre",)
FREE = frozenset(
    {
        "address",
        "company_address",
        "department",
        "position",
        "products",
        "address_detail",
        "company_name",
        "company_address_detail",
    }
    | {f"company_{name}" for name in ("trade_licence", "business_type", "business_item", "main_product")}
)
"""Steps that take any words: what is junk elsewhere may be an answer there."""

FIRST_CARD = 2  # the number of the message that answered /start

Throws = Callable[[World, Person], Awaitable[object]]


@dataclass(frozen=True)
class Junk:
    """Something thrown at a step: `keys` begin the texts of which one is heard; `words`: it is typed."""

    name: str
    throw: Throws
    keys: tuple[str, ...]
    words: bool = False
    vanishes: bool = False
    leaves: bool = False


def _typed(name: str, text: str, *keys: str, vanishes: bool = False) -> Junk:
    return Junk(
        name, lambda here, person: person.says(text), keys or ANY_PROBLEM, words=not vanishes, vanishes=vanishes
    )


def _sent(kind: str) -> Junk:
    return Junk(kind, lambda here, person: person.sends(kind), (f"problem.other.{kind}", *NO_WORDS))


def _forged(name: str, data: str) -> Junk:
    async def throw(here: World, person: Person) -> None:
        await person.presses(person.card["message_id"], data, forged=True)

    return Junk(name, throw, ("press.",))


def _forged_now(name: str, code: str) -> Junk:
    """A forged choice that carries the present turn."""

    async def throw(here: World, person: Person) -> None:
        turn = next((b["callback_data"].partition(".")[0] for b in person.buttons if "callback_data" in b), "0")
        await person.presses(person.card["message_id"], f"{turn}.{code}", forged=True)

    return Junk(name, throw, ("press.",))


async def _presses_first_card(here: World, person: Person) -> None:
    await person.presses(FIRST_CARD, "1.company", forged=True)


async def _edits(here: World, person: Person) -> None:
    await person.edits(person.own[0], "고친 말")


async def _oversized(here: World, person: Person) -> None:
    await person.claims_file(b"%PDF-1.7", "big.pdf", 21 * 1024 * 1024)


async def _language_and_back(here: World, person: Person) -> None:
    await person.says("/language")
    await person.says("/language")


def _command(name: str, *keys: str, leaves: bool = False) -> Junk:
    return Junk(f"/{name}", lambda here, person: person.says(f"/{name}"), keys, leaves=leaves)


JUNK: tuple[Junk, ...] = (
    _sent("sticker"),
    _typed("emoji", "😀😀😀"),
    Junk("exe", lambda here, person: person.sends_file(b"MZ\x90", "a.exe"), ("problem.file.",)),
    _typed("resident number", RESIDENT[0], "resident.caught", vanishes=True),
    _command("help", *HELP),
    _forged("old card", "1.submit"),
    _typed("question", "이거 왜 필요해요?", *HELP),
    _sent("voice"),
    Junk("edited", _edits, ("edited.notice",)),
    _command("cancel", "step.leave.ask", leaves=True),
    _typed("too long", "가" * 4096),
    _sent("location"),
    Junk("contact", lambda here, person: person.shares_contact("+821099990000", forwarded=True), ("problem.contact.",)),
    _typed("resident number in full width", RESIDENT[1], "resident.caught", vanishes=True),
    _command("status", "status.nobody"),
    _forged("forged nonsense", "\u0000;DROP TABLE members"),
    _typed("mark-up", "<b>굵게</b> & <script>alert(1)</script> {name} %s"),
    _sent("video_note"),
    Junk("first card", _presses_first_card, ("press.old",)),
    _command("start", "start.goes_on", "step.menu.ask"),
    _typed("signs", "!@#$ \u202e\u200b \\ ''\" --"),
    _sent("dice"),
    Junk("oversized", _oversized, ("problem.file.",)),
    _typed("resident number in words", RESIDENT[2], "resident.caught", vanishes=True),
    _command("privacy", "step."),
    _forged_now("forged choice", "evil"),
    _forged_now("forged way", "_evil"),
    Junk("languages", _language_and_back, ("language.changed",)),
    _typed("nonsense", "/nonsense", "command.unknown"),
    Junk("forward", lambda here, person: person.sends("poll"), NO_WORDS),
)
