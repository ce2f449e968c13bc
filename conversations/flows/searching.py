"""An address searched for by the name of its road and chosen from a list; whatever fails, it is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from conversations.catalogue import Html
from conversations.flow import Option
from conversations.state import Answers
from conversations.talk import Talk
from conversations.words import looks_like_a_question
from membership.limits import ADDRESS_SEARCHES_PER_CHAT_A_DAY, SERVICE_PATIENCE
from membership.problems import Problem
from membership.reading.address_search import read_address_search
from membership.reading.addresses import Address, read_address
from storage import daily_counts

SERVICE, LATE = "address.search", "address_late"
SHOWN, MOST = 5, 20
MORE, BY_HAND, HIT = "more", "by_hand", "hit"
PARTS_AS_ANSWERS: Mapping[str, str] = {
    "postcode": "postcode",
    "base": "address_base",
    "detail": "address_detail",
}
_OF_THE_WORDS = ("too_many", "too_vague", "not_searchable")
_PROVINCE = re.compile(
    r"^(서울|부산|대구|인천|광주|대전|울산|세종|제주|강원|전북)(?:특별시|광역시|특별자치시|특별자치도)\s"
)


def address_answers(address: Address, prefix: str = "") -> Answers:
    """An address's parts under the names of their answers."""
    return {prefix + PARTS_AS_ANSWERS[part]: value for part, value in address.items()}


def parts_of(text: str) -> Address:
    """As much of an address as there is in a text; nothing where it cannot be read."""
    try:
        return read_address(text).value
    except Problem:
        return {}


@dataclass(frozen=True, slots=True)
class Search:
    """The search at one step, which keeps in its own note what was typed, and what was found for it."""

    name: str
    prefix: str

    def is_offered(self, talk: Talk) -> bool:
        """Whether there is a search here, and it has not failed at this step."""
        return SERVICE in talk.around.services and not self._note(talk).get(BY_HAND)

    def is_waiting(self, talk: Talk) -> bool:
        """Whether an address is being searched for."""
        return bool(self._note(talk).get("waits"))

    def begin(self, talk: Talk, text: str) -> bool:
        """Has an address searched for by what was typed; False where it was searched for too often today.

        Raises Problem where it cannot be searched by, or reads like a question.
        """
        typed = parts_of(text)
        if not typed and looks_like_a_question(text):
            raise Problem("address.unreadable")
        words = read_address_search(typed.get("base", text)).value
        if not daily_counts.spend(talk.tx, SERVICE, {_chat(talk): ADDRESS_SEARCHES_PER_CHAT_A_DAY}):
            talk.frame.notes[self.name] = {BY_HAND: True}
            return False
        talk.frame.notes[self.name] = {"words": words, "parts": typed}
        self._search(talk)
        return True

    def along(self, talk: Talk, found: Answers) -> bool:
        """Keeps an address without a postcode, which came with other answers, for when it is its turn; or says no."""
        parts = {part: found[name] for part, name in PARTS_AS_ANSWERS.items() if name in found}
        if not self.is_offered(talk) or "postcode" in parts:
            return False
        try:
            words = read_address_search(parts.get("base", "")).value
        except Problem:
            return False
        if not daily_counts.spend(talk.tx, SERVICE, {_chat(talk): ADDRESS_SEARCHES_PER_CHAT_A_DAY}):
            return False
        talk.frame.notes[self.name] = {"words": words, "parts": parts, "along": True}
        if talk.frame.at == self.name:
            self.begins(talk)
        return True

    def begins(self, talk: Talk) -> None:
        """Searches for an address that came along, now that it is asked."""
        if self._note(talk).get("along") and self.is_offered(talk):
            self._search(talk)

    def _search(self, talk: Talk) -> None:
        note = self._note(talk)
        question = {"step": self.name, "words": note["words"]}
        talk.frame.notes[self.name] = {"words": note["words"], "parts": _parts(note), "waits": True}
        talk.call(SERVICE, {**question, "most": MOST})
        talk.later(LATE, talk.now + SERVICE_PATIENCE, question)

    def options(self, talk: Talk) -> list[Option]:
        """The addresses on this page, the next page, and typing by hand."""
        note = self._note(talk)
        shown = [Option(f"{HIT}{at}", _short(hit, talk.language)) for at, hit in self._page(talk)]
        more = [Option(MORE)] if len(note.get("hits", [])) > SHOWN else []
        return [*shown, *more, *([Option(BY_HAND)] if self.is_offered(talk) and note else [])]

    def press(self, talk: Talk, code: str) -> bool:
        """Turns the page; lets the person type by hand, unless what they typed serves already."""
        note = self._note(talk)
        if code == MORE:
            pages = -(-len(note["hits"]) // SHOWN)
            talk.frame.notes[self.name] = {**note, "page": (note["page"] + 1) % pages}
        elif code == BY_HAND:
            self._by_hand(talk)
        return code in (MORE, BY_HAND)

    def chosen(self, talk: Talk, code: str) -> Answers:
        """The answers of an address that was chosen, with the detail that was typed along."""
        note = self._note(talk)
        hit = note["hits"][int(code.removeprefix(HIT))]
        detail = _parts(note).get("detail")
        address: Address = {"postcode": hit["postcode"], "base": hit["base"], **({"detail": detail} if detail else {})}
        return {**address_answers(address, self.prefix), f"{self.prefix}address_en": hit["english"] or None}

    def asks(self, talk: Talk) -> Mapping[str, Any]:
        """What the question says: how to search, that it is searched, what was found."""
        note = self._note(talk)
        if not self.is_offered(talk):
            return {}
        if note.get("waits"):
            return {"variant": "searching", "words": note["words"]}
        if not note.get("hits"):
            return {"variant": "search"}
        lines = [
            talk.text(
                "address_search.line", number=number, postcode=hit["postcode"], address=_whole(hit, talk.language)
            )
            for number, (_, hit) in enumerate(self._page(talk), 1)
        ]
        return {"variant": "found", "words": note["words"], "addresses": Html("\n".join(lines))}

    def answered(self, talk: Talk) -> None:
        """Takes what was found; where the service failed, what was typed is taken as it is."""
        note, data = self._note(talk), talk.event.data
        if self._is_late(talk):
            talk.stays = True
        elif "error" in data:
            self._failed(talk, str(data["error"]).removeprefix("address."))
        elif not data["addresses"]:
            talk.frame.notes[self.name] = {**note, "waits": False}
            talk.add("address_search.none", words=note["words"])
        else:
            found = {"hits": data["addresses"], "page": 0, "waits": False}
            talk.frame.notes[self.name] = {**note, **found}
            if data["total"] > len(data["addresses"]):
                talk.add("address_search.many", total=data["total"], shown=len(data["addresses"]))

    def late(self, talk: Talk) -> None:
        """Waits no longer."""
        if self._is_late(talk):
            talk.stays = True
        else:
            talk.add("address_search.late")
            self._by_hand(talk)

    def _failed(self, talk: Talk, why: str) -> None:
        if why in _OF_THE_WORDS:
            talk.frame.notes.pop(self.name)
            talk.add(f"address_search.{why}")
        else:
            talk.add("address_search.away")
            self._by_hand(talk)

    def _by_hand(self, talk: Talk) -> None:
        """From now on typed by hand; what was typed already is kept as far as it goes."""
        parts = _parts(self._note(talk))
        talk.frame.notes[self.name] = {BY_HAND: True}
        if "base" in parts:
            for part in ("postcode", "address_base", "address_detail", "address_en"):
                talk.answers.pop(self.prefix + part, None)
            talk.answers.update(address_answers(parts, self.prefix))
            talk.frame.leave(self.name)

    def _is_late(self, talk: Talk) -> bool:
        """Whether a service or a clock speaks of a search that is over."""
        note, data = self._note(talk), talk.event.data
        return not note.get("waits") or (data["step"], data["words"]) != (self.name, note["words"])

    def _page(self, talk: Talk) -> Sequence[tuple[int, Mapping[str, str]]]:
        note = self._note(talk)
        first = note.get("page", 0) * SHOWN
        return list(enumerate(note.get("hits", [])))[first : first + SHOWN]

    def _note(self, talk: Talk) -> dict[str, Any]:
        return dict(talk.frame.notes.get(self.name, {}))


def _parts(note: Mapping[str, Any]) -> Address:
    """What was typed, in parts; a note of an earlier version holds it as a text."""
    return cast(Address, note["parts"]) if "parts" in note else parts_of(note.get("typed", ""))


def _chat(talk: Talk) -> str:
    return f"{talk.chat.channel}:{talk.chat.id}"


def _whole(hit: Mapping[str, str], language: str) -> str:
    return f"{hit['english']} ({hit['base']})" if language == "en" and hit["english"] else hit["base"]


def _short(hit: Mapping[str, str], language: str) -> str:
    """What a button has room for; the whole address stands above it."""
    if language == "en" and hit["english"]:
        return hit["english"]
    return _PROVINCE.sub(r"\1 ", re.sub(r"\s*\([^)]*\)$", "", hit["base"]))
