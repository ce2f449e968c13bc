"""Changing one's own information [회원정보 수정], a field at a time by the rules of the sign-up (PIPA, article 36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conversations import presenting
from conversations.catalogue import Html
from conversations.flow import Flow, Option, Skip, Step
from conversations.flows import regions
from conversations.flows.account_codes import SmsCode
from conversations.flows.account_password import note_access, to_others
from conversations.flows.address import PARTS, address_steps, show_address
from conversations.flows.contact import CONTACT
from conversations.flows.extras import MEMBER_EXTRAS
from conversations.flows.picking import Picker
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Problem, Reading
from membership.reading.phones import read_mobile
from storage import consents, member_edits
from storage.member_rows import Member

_ERASE = "erase"
_ADDRESS = frozenset(step.name for step in address_steps()) - {"address"}


def _not_picked(name: str) -> Skip:
    picked = "address" if name in _ADDRESS else name

    def skip(answers: Answers) -> bool:
        """Another field was picked."""
        return answers.get("change_field") != picked

    return skip


def _no_new_mobile(answers: Answers) -> bool:
    """No new mobile was given."""
    return answers.get("change_field") != "mobile" or answers.get("mobile") is None


def _account(talk: Talk) -> str:
    return talk.member.login_id if talk.member else ""


BY_SMS = SmsCode("change_mobile", _account, lambda talk: talk.answers.get("mobile"), shows_number=True)


def _prove_mobile(talk: Talk, mobile: str | None) -> None:
    """A new number is the member's own once a code that went there has come back."""
    talk.answers.pop("mobile_code", None)
    if mobile is not None:
        BY_SMS.request(talk)


def _steps() -> tuple[Step, ...]:
    """The steps of the sign-up that ask a member's information, each asked only when it was picked."""
    asked = [_alone(step) for step in (*CONTACT, *MEMBER_EXTRAS)]
    at = [step.name for step in asked].index("mobile") + 1
    return (*asked[:at], BY_SMS.step("mobile_code", _no_new_mobile), *asked[at:])


def _alone(step: Step) -> Step:
    """A step that is asked by itself; an optional item may also be emptied."""
    single = replace(step, skip_when=_not_picked(step.name), group="", block="", optional=False, then=None)
    if step.name == "mobile":
        single = replace(single, reads=_reads_mobile, then=_prove_mobile, asks=_asks_mobile)
    return _may_be_erased(single) if step.name in member_edits.OPTIONAL else single


def _reads_mobile(text: str, talk: Talk) -> Reading[str]:
    """A new number counts once a code has come back from it: where none can be sent, none is taken."""
    if not talk.sends_sms:
        raise Problem("mobile.no_sms")
    return read_mobile(text)


def _asks_mobile(talk: Talk) -> Mapping[str, Any]:
    return {} if talk.sends_sms else {"variant": "no_sms"}


def _may_be_erased(step: Step) -> Step:
    def options(talk: Talk) -> Sequence[Option]:
        return [*_own_options(step, talk), Option(_ERASE, talk.text.plain("change.erase"))]

    def chooses(talk: Talk, code: str) -> Any:
        return None if code == _ERASE else step.chooses(talk, code) if step.chooses else code

    def press(talk: Talk, code: str) -> bool:
        return code != _ERASE and step.press is not None and step.press(talk, code)

    return replace(step, options=options, chooses=chooses, press=press)


def _own_options(step: Step, talk: Talk) -> Sequence[Option]:
    return step.options(talk) if callable(step.options) else [Option(code) for code in step.options]


def agrees_to_optional(talk: Talk, member: Member) -> bool:
    """Whether the optional items may be asked: only of who agreed to them (PIPA, article 16)."""
    answers = [one for one in consents.of_member(talk.tx, member.id) if one.kind == "optional_items"]
    return bool(answers) and answers[-1].answer


def _pickable(talk: Talk) -> list[Step]:
    may = talk.member is not None and agrees_to_optional(talk, talk.member)
    steps = [step for step in CHANGE_INFO.steps if step.reviewed]
    return [step for step in steps if may or step.name not in member_edits.OPTIONAL]


_PICKER = Picker(_pickable)


def _press(talk: Talk, code: str) -> bool:
    if code == "close" or talk.member is None:
        talk.end()
    elif code == "more":
        _PICKER.press(talk, code)
    else:
        return False
    return True


def _picked(talk: Talk, field: str) -> None:
    """Says what there is now; what is chosen piece by piece begins with what was chosen before."""
    if talk.member is None:
        return
    values = member_edits.values_of(talk.tx, talk.member)
    talk.lead.clear()
    talk.add("change.present", label=_label(talk, field), value=_shown(talk, field, values))
    talk.answers["name"] = talk.member.name
    if field == regions.NAME and values[field]:
        talk.frame.notes[field] = {"picked": values[field]}


def _now(talk: Talk) -> Mapping[str, Any]:
    """Everything that may be changed, as it is now."""
    if talk.member is None:
        return {"variant": "gone"}
    values = member_edits.values_of(talk.tx, talk.member)
    lines = [
        talk.text("review.line", label=presenting.label(talk, step), value=_shown(talk, step.name, values))
        for step in _pickable(talk)
    ]
    variant = {} if agrees_to_optional(talk, talk.member) else {"variant": "needed_only"}
    return {"lines": Html("\n".join(lines)), **variant}


def _label(talk: Talk, field: str) -> str:
    return presenting.label(talk, CHANGE_INFO[field])


def _shown(talk: Talk, field: str, values: Mapping[str, Any]) -> str:
    """A field in words, the address as one."""
    if field == "address":
        return show_address(values)
    return presenting.shown(talk, CHANGE_INFO[field], values.get(field) or None)


def _change(talk: Talk) -> None:
    """Writes what was changed, with its history, and reads before and after back; the list opens again."""
    field, answers, member = talk.answers["change_field"], dict(talk.answers), talk.member
    talk.end()
    talk.lead.clear()
    if member is None:
        talk.add("account.unlinked")
        return
    before = member_edits.values_of(talk.tx, member)
    wanted = PARTS if field == "address" else (field,)
    changed = member_edits.change(talk.tx, member.id, {name: answers.get(name) for name in wanted}, talk.chat.channel)
    talk.forget_member()
    talk.begin("change_info")
    shown = {"label": _label(talk, field), "after": _shown(talk, field, answers)}
    talk.add("change.done" if changed else "change.same", before=_shown(talk, field, before), **shown)
    if changed:
        note_access(talk, member, f"change:{field}")
        talk.says += to_others(talk, member, "account.mobile_changed") if field == "mobile" else []


CHANGE_INFO: Flow = Flow(
    name="change_info",
    version=1,
    steps=(Step(name="change_field", options=_PICKER.shown, press=_press, asks=_now, then=_picked), *_steps()),
    finishes=_change,
)
