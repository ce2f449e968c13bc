"""The company (KOTRA 회원가입 매뉴얼, I-6 "기업체정보"): its number is looked up, and only what is unknown is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conversations.flow import Dealt, Option, Step
from conversations.flows import standing
from conversations.flows.address import address_steps, show_address
from conversations.flows.certificate import CERTIFICATE
from conversations.flows.contact import show_number, telephone_reads
from conversations.flows.looking_up import REGISTRY, SOURCE, UNKNOWN, ask_another, is_in_store, look_up, reads_number
from conversations.flows.picking import Picker
from conversations.flows.tax_office import INSTANT_CHECK, STANDING, reads_representative
from conversations.state import Answers
from conversations.talk import Talk
from membership.fields import COMPANY as FIELDS
from membership.problems import Reading
from membership.reading.numbers import show_business_number
from membership.reading.phones import show_phone
from membership.reading.words import read_company_name, read_yes_no

_CORRECTED = ("company_name", "company_representative", "company_telephone", "company_address")


def individual(answers: Answers) -> bool:
    """Signs up without a company."""
    return answers.get("type") != "company"


def _already_known(answers: Answers) -> bool:
    """Without a company, or it is registered already (as the look-up is expected to find)."""
    return individual(answers) or SOURCE not in answers or is_in_store(answers)


def _found_nowhere(answers: Answers) -> bool:
    """Without a company, or its number was found nowhere."""
    return individual(answers) or answers.get(SOURCE) == UNKNOWN


def _shown_company(talk: Talk) -> Mapping[str, Any]:
    """The company's information as it is confirmed; of a registered company no more than recognises it."""
    number, source = talk.answers["company_number"], talk.answers[SOURCE]
    values: dict[str, Any] = {"number": show_business_number(number), "name": talk.answers["company_name"]}
    if source != REGISTRY:
        return {**values, "variant": source}
    telephone = talk.answers.get("company_telephone")
    return {
        **values,
        "representative": talk.answers.get("company_representative") or "-",
        "telephone": show_phone(telephone) if telephone else "-",
        "address": show_address(talk.answers, "company_") or "-",
    }


def _confirming(talk: Talk) -> Sequence[Option]:
    if PICKER.is_open(talk):
        return [*PICKER.options(talk), Option("other")]
    correct = [Option("correct")] if talk.answers[SOURCE] == REGISTRY else []
    return [Option("yes"), *correct, Option("other")]


def _confirm_way(talk: Talk, code: str) -> bool:
    if code == "other":
        ask_another(talk)
    elif PICKER.press(talk, code):
        return True
    elif code == "correct":
        PICKER.open(talk)
    return code != "yes"


def _reads_confirmation(text: str, talk: Talk) -> Reading[str]:
    """Yes; a no corrects what the registry says, or asks for another number."""
    if read_yes_no(text).value:
        return Reading("yes")
    if talk.answers[SOURCE] == REGISTRY:
        PICKER.open(talk)
    else:
        ask_another(talk)
    raise Dealt


def _correctable(talk: Talk) -> Sequence[Step]:
    return [step for step in COMPANY if step.name in _CORRECTED]


PICKER = Picker(_correctable)

COMPANY: tuple[Step, ...] = (
    Step(
        name="company_number",
        skip_when=individual,
        reads=reads_number,
        shows=lambda talk, value: show_business_number(value),
        then=look_up,
        reviewed=True,
        other_way=lambda talk: "failures.company_number",
        input="numeric",
    ),
    STANDING,
    Step(
        name="company_confirm",
        skip_when=_found_nowhere,
        options=_confirming,
        reads=_reads_confirmation,
        press=_confirm_way,
        asks=_shown_company,
        alone=True,
    ),
    Step(
        name="company_name",
        skip_when=_already_known,
        reads=lambda text, talk: read_company_name(text, FIELDS["name"].longest),
        open=True,
        reviewed=True,
        autofill="organization",
    ),
    Step(
        name="company_representative",
        skip_when=_already_known,
        reads=reads_representative,
        then=lambda talk, value: standing.check(talk),
        open=True,
        reviewed=True,
    ),
    Step(
        name="company_telephone",
        skip_when=_already_known,
        reads=telephone_reads(),
        telephone=True,
        input="tel",
        shows=show_number,
        reviewed=True,
    ),
    *address_steps("company_", skip_when=_already_known, same_as=True),
    *INSTANT_CHECK,
    CERTIFICATE,
)
