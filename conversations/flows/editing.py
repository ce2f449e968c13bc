"""The company's information, changed field by field by who may (KOTRA 회원가입 매뉴얼, 기업 정보 수정)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conversations import allowed
from conversations.flow import Flow, Step
from conversations.flows.company import COMPANY
from conversations.flows.extras import COMPANY_EXTRAS
from conversations.flows.picking import Picker
from conversations.flows.records import BOOLEANS
from conversations.state import Answers
from conversations.talk import Talk
from membership.grades import Service
from storage import companies, company_edits
from storage.authority import NotAllowed

_KEPT = ("company_number", "company_state", "company_confirm", "company_opened_on", "company_check", "certificate")
_WITH = {"company_postcode": "company_address", "company_address_detail": "company_address"}


def _fields() -> tuple[Step, ...]:
    """The steps of the sign-up that ask the company's information, each asked only when it was picked."""
    steps = [step for step in (*COMPANY, *COMPANY_EXTRAS) if step.name not in _KEPT]
    return tuple(replace(step, skip_when=_not_picked(step.name), block="", reviewed=True) for step in steps)


def _not_picked(name: str) -> Any:
    def skip(answers: Answers) -> bool:
        """Another field was picked."""
        return answers.get("company_field") != _WITH.get(name, name)

    return skip


def _pickable(talk: Talk) -> list[Step]:
    return [step for step in EDIT_COMPANY.steps if step.reviewed and step.name not in _WITH]


_PICKER = Picker(_pickable)


def _press(talk: Talk, code: str) -> bool:
    if code == "close":
        talk.end()
    elif code == "more":
        _PICKER.press(talk, code)
    else:
        return False
    return True


def _change(talk: Talk) -> None:
    """Writes what was changed, with its history; the list opens again for the next field."""
    changed = {key.removeprefix("company_"): value for key, value in talk.answers.items() if key != "company_field"}
    if "address_base" in changed:
        changed.setdefault("address_en", None)
    talk.end()
    try:
        for field, value in changed.items():
            company_edits.change(talk.tx, talk.member.id if talk.member else None, field, _stored(field, value))
    except NotAllowed as refusal:
        allowed.refuse(talk, Service.COMPANY_EDIT.value, refusal)
        return
    talk.add("company_edit.changed")
    talk.begin("edit_company")


def _stored(field: str, value: Any) -> Any:
    return value == "yes" if field in BOOLEANS and value is not None else value


def _shown(talk: Talk) -> dict[str, Any]:
    company = companies.by_id(talk.tx, talk.member.company_id) if talk.member and talk.member.company_id else None
    return {"company": company.name if company else "-"}


EDIT_COMPANY: Flow = Flow(
    name="edit_company",
    version=1,
    steps=(Step(name="company_field", options=_PICKER.shown, press=_press, asks=_shown), *_fields()),
    finishes=_change,
)
