"""The list of associates who wait, a page at a time: one or all of them approved, undone, let go, or left for later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations import allowed, deciding
from conversations.catalogue import Html
from conversations.flow import Flow, Option, Step
from conversations.talk import Talk
from storage.authority import NotAllowed
from storage.waiting import Waiting, waiting_seen_by

PAGE = 5


def _page(talk: Talk) -> list[Waiting]:
    """The associates on the open page and one more; none for who may not decide (any more)."""
    member_id = talk.member.id if talk.member else None
    after = talk.frame.notes.get("after", 0)
    try:
        return waiting_seen_by(talk.tx, member_id, talk.chat.channel, after, PAGE + 1)
    except NotAllowed as refusal:
        allowed.explain(talk, "approve_members", refusal)
        return []


def _look(talk: Talk) -> Mapping[str, Any]:
    """The list, or the one associate chosen from it: looked up anew each time, for others decide meanwhile."""
    notes, page = talk.frame.notes, _page(talk)
    notes["more"], shown = len(page) > PAGE, page[:PAGE]
    notes["people"] = [[one.affiliation_id, one.name] for one in shown]
    chosen = next((one for one in shown if one.affiliation_id == notes.get("chosen")), None)
    if chosen:
        return {"variant": "one", "who": deciding.waiting_line(talk.text, chosen, talk.now)}
    notes.pop("chosen", None)
    if not shown:
        return {"variant": "none"}
    return {"list": Html("\n".join(deciding.waiting_line(talk.text, one, talk.now) for one in shown))}


def _options(talk: Talk) -> Sequence[Option]:
    notes = talk.frame.notes
    if notes.get("chosen"):
        return [Option("approve"), Option("end"), Option("later")]
    people = notes.get("people", [])
    ways = {
        "all": len(people) > 1,
        "undo": bool(notes.get("approved")),
        "more": notes.get("more"),
        "first": bool(notes.get("after")),
        "close": True,
    }
    return [*(Option(f"m{key}", name) for key, name in people), *(Option(way) for way, there in ways.items() if there)]


def _press(talk: Talk, code: str) -> bool:
    act = _WAYS.get(code)
    if act:
        act(talk)
    else:
        talk.frame.notes["chosen"] = int(code.removeprefix("m"))
    return True


def _approve_chosen(talk: Talk) -> None:
    _approve(talk, [talk.frame.notes.pop("chosen")])


def _approve_all(talk: Talk) -> None:
    _approve(talk, [key for key, _ in talk.frame.notes.get("people", [])])


def _approve(talk: Talk, affiliation_ids: Sequence[int]) -> None:
    talk.frame.notes["approved"] = [one for one in affiliation_ids if deciding.approve(talk, one)]
    talk.lead = list(dict.fromkeys(talk.lead))
    if talk.frame.notes["approved"]:
        talk.add("decided.may_undo")


def _undo(talk: Talk) -> None:
    for affiliation_id in talk.frame.notes.pop("approved", []):
        deciding.undo(talk, affiliation_id)
    talk.lead = list(dict.fromkeys(talk.lead))


def _end(talk: Talk) -> None:
    talk.begin("end_relation", affiliation=talk.frame.notes.pop("chosen"))


def _later(talk: Talk) -> None:
    talk.frame.notes.pop("chosen")
    talk.add("decided.later")


def _more(talk: Talk) -> None:
    talk.frame.notes["after"] = talk.frame.notes["people"][-1][0]


def _first(talk: Talk) -> None:
    talk.frame.notes["after"] = 0


def _close(talk: Talk) -> None:
    talk.end()


_WAYS = {
    "approve": _approve_chosen,
    "all": _approve_all,
    "undo": _undo,
    "end": _end,
    "later": _later,
    "more": _more,
    "first": _first,
    "close": _close,
}


def never_complete(talk: Talk) -> None:
    """A list is closed, never complete."""
    raise AssertionError("a list is closed, never complete")


APPROVALS = Flow(
    name="approvals",
    version=1,
    steps=(Step(name="waiting", options=_options, press=_press, asks=_look),),
    finishes=never_complete,
    counted=False,
)
