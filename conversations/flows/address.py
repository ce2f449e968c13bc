"""Addresses: postcode, base and detail, taken from one message as far as it goes (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.flow import Dealt, Option, Skip, Step, never
from conversations.flows.searching import HIT, LATE, SERVICE, Search, address_answers, parts_of
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Reading
from membership.reading.addresses import read_address, read_address_detail, read_postcode

PARTS = ("postcode", "address_base", "address_detail", "address_en")

__all__ = ["PARTS", "address_answers", "address_steps", "show_address"]


def address_steps(
    prefix: str = "", group: str = "", skip_when: Skip = never, *, same_as: bool = False
) -> tuple[Step, ...]:
    """The steps that ask an address; with `same_as` the member's own may be taken over by one tap."""
    search = Search(prefix + "address", prefix)
    whole = _Whole(prefix, same_as, search)
    address = Step(
        name=prefix + "address",
        saves=prefix + "address_base",
        merges=True,
        group=group,
        skip_when=skip_when,
        options=whole.options,
        chooses=whole.chooses,
        press=search.press,
        begins=search.begins,
        along=search.along,
        reads=whole.reads,
        shows=whole.shows,
        asks=search.asks,
        answers={SERVICE: search.answered},
        ticks={LATE: search.late},
        open=True,
        other_way=lambda talk: "failures.address",
        clears=(prefix + "postcode", prefix + "address_detail", prefix + "address_en"),
        reviewed=True,
        waits=search.is_waiting,
        input="text",
    )
    return address, _postcode(prefix, skip_when), _detail(prefix, skip_when)


def _postcode(prefix: str, skip_when: Skip) -> Step:
    return Step(
        name=prefix + "postcode",
        skip_when=skip_when,
        reads=lambda text, talk: read_postcode(text),
        after=(prefix + "address_base",),
        input="numeric",
    )


def _detail(prefix: str, skip_when: Skip) -> Step:
    return Step(
        name=prefix + "address_detail",
        skip_when=skip_when,
        options=("none",),
        chooses=lambda talk, code: "",
        shows=lambda talk, value: value or talk.text.plain("step.address_detail.options.none"),
        reads=lambda text, talk: read_address_detail(text),
        open=True,
        after=(prefix + "address_base",),
        input="text",
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    """An address in one message, or found by a part of it."""

    prefix: str
    same_as: bool
    search: Search

    def options(self, talk: Talk) -> Sequence[Option]:
        same = [Option("same")] if self.same_as and "address_base" in talk.answers else []
        return [*self.search.options(talk), *same]

    def chooses(self, talk: Talk, code: str) -> Answers:
        if code.startswith(HIT):
            return self.search.chosen(talk, code)
        return {self.prefix + part: talk.answers[part] for part in PARTS if part in talk.answers}

    def reads(self, text: str, talk: Talk) -> Reading[Answers]:
        """An address with its postcode is taken as it is; anything else is searched for, where there is a search."""
        if self.search.is_offered(talk) and "postcode" not in parts_of(text):
            if self.search.begin(talk, text):
                raise Dealt
            talk.add("address_search.too_often")
        return Reading(address_answers(read_address(text).value, self.prefix))

    def shows(self, talk: Talk, value: Any) -> str:
        return show_address(talk.answers, self.prefix)


def show_address(answers: Mapping[str, Any], prefix: str = "") -> str:
    """An address on one line, as far as it is known."""
    postcode = answers.get(prefix + "postcode")
    parts = [
        f"({postcode})" if postcode else "",
        answers.get(prefix + "address_base"),
        answers.get(prefix + "address_detail"),
    ]
    return " ".join(part for part in parts if part)
