"""One's consents: seen with date and version, read in full, given and withdrawn by a press (PIPA, articles 37, 38)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from conversations import marketing
from conversations.catalogue import Html
from conversations.documents import messages_of
from conversations.flow import Flow, Option, Step
from conversations.flows.account_change import agrees_to_optional
from conversations.flows.waiting import never_complete
from conversations.talk import Talk
from storage import consents, member_edits
from storage.consents import Consent
from storage.member_rows import Member

OPTIONAL = "optional_items"
ERASES = "erases"  # the note that the person was told what a withdrawal erases
_READ = "read_"


def _last(talk: Talk, member: Member) -> dict[str, Consent]:
    """The answer that counts to each document."""
    return {one.kind: one for one in consents.of_member(talk.tx, member.id)}


def _look(talk: Talk) -> Mapping[str, Any]:
    if talk.member is None:
        return {"variant": "gone"}
    if talk.frame.notes.get(ERASES):
        return {"variant": "erases", "fields": ", ".join(_held(talk, talk.member))}
    lines = [_line(talk, one) for one in _last(talk, talk.member).values()]
    return {"lines": Html("\n".join(lines))} if lines else {"variant": "none"}


def _line(talk: Talk, one: Consent) -> Html:
    key = "consents.line_yes" if one.answer else "consents.line_no"
    document = talk.text(f"ask.document.{one.kind}")
    return talk.text(key, document=document, date=talk.moment(one.answered_at), version=one.version)


def _held(talk: Talk, member: Member) -> list[str]:
    """The optional items that hold something, by name."""
    values = member_edits.values_of(talk.tx, member)
    return [talk.text.plain(f"step.{field}.label") for field in member_edits.OPTIONAL if values[field]]


def _options(talk: Talk) -> Sequence[Option]:
    member = talk.member
    if member is None:
        return [Option("close")]
    if talk.frame.notes.get(ERASES):
        return [Option("erase_yes"), Option("erase_no")]
    last = _last(talk, member)
    agreed = marketing.MARKETING in last and last[marketing.MARKETING].answer
    ways = ["marketing_off" if agreed else "marketing_on"]
    ways.append("optional_off" if agrees_to_optional(talk, member) else "optional_on")
    read = [
        Option(_READ + kind, talk.text.plain("consents.read", document=talk.text.plain(f"ask.document.{kind}")))
        for kind in last
    ]
    return [*map(Option, ways), *read, Option("required"), Option("close")]


def _press(talk: Talk, code: str) -> bool:
    member = talk.member
    if code == "close" or member is None:
        talk.end()
    elif code.startswith(_READ):
        _read(talk, member, code.removeprefix(_READ))
    else:
        _WAYS[code](talk, member)
    return True


def _read(talk: Talk, member: Member, kind: str) -> None:
    """The text as it was answered, also an older one."""
    one = _last(talk, member)[kind]
    for part in messages_of(consents.text_in(talk.tx, one.kind, one.version, one.language) or "-"):
        talk.note(part)


def _optional_off(talk: Talk, member: Member) -> None:
    """What is erased with the consent is told before."""
    if _held(talk, member):
        talk.frame.notes[ERASES] = True
    else:
        _withdraw_optional(talk, member)


def _withdraw_optional(talk: Talk, member: Member) -> None:
    """The consent goes, and the optional items with it (PIPA, article 37(3))."""
    talk.frame.notes.pop(ERASES, None)
    marketing.record(talk, member, OPTIONAL, False)
    member_edits.erase_optional(talk.tx, member.id, talk.chat.channel)
    talk.forget_member()
    talk.add("consents.optional_withdrawn", date=talk.moment(talk.now))


def _give_optional(talk: Talk, member: Member) -> None:
    marketing.record(talk, member, OPTIONAL, True)
    talk.add("consents.optional_given", date=talk.moment(talk.now))


_WAYS: Mapping[str, Callable[[Talk, Member], None]] = {
    "marketing_on": lambda talk, member: marketing.decide(talk, member, True),
    "marketing_off": lambda talk, member: marketing.decide(talk, member, False),
    "optional_on": _give_optional,
    "optional_off": _optional_off,
    "erase_yes": _withdraw_optional,
    "erase_no": lambda talk, member: talk.frame.notes.update({ERASES: False}),
    "required": lambda talk, member: talk.add("consents.required"),
}
MY_CONSENTS = Flow(
    name="my_consents",
    version=1,
    steps=(Step(name="my_consents", options=_options, press=_press, asks=_look),),
    finishes=never_complete,
    counted=False,
)
