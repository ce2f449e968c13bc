"""The company (KOTRA 회원가입 매뉴얼, I-6 "기업체정보"): its number is looked up, and only what is unknown is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from conversations.flow import Option, Step
from conversations.flows.contact import address_answers, address_steps, show_address, show_number, telephone_reads
from conversations.flows.picking import Picker
from conversations.state import Answers
from conversations.talk import Talk
from membership.fields import COMPANY as FIELDS
from membership.problems import Problem, Reading
from membership.reading.addresses import read_address
from membership.reading.names import read_person_name
from membership.reading.numbers import read_business_number, show_business_number
from membership.reading.phones import read_telephone, show_phone
from membership.reading.words import read_company_name, read_yes_no
from storage import companies
from storage.companies import InRegistry, Registered
from storage.registry import RegistryEntry

REGISTERED, REGISTRY, UNKNOWN = "registered", "registry", "unknown"
LARGEST_FILE = 10 * 1024 * 1024  # bytes
MEDIA_TYPES = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_TITLE = re.compile(r"^\s*대표(?:이사|자)?(?:\s*성?명)?(?:[은는]\s|\s*:|\s)\s*")
TAKEN_OVER = ("name_en", "representative_en", "corporate_number", "business_type", "business_item")


def individual(answers: Answers) -> bool:
    """Signs up without a company."""
    return answers.get("type") != "company"


def _already_known(answers: Answers) -> bool:
    """The company's needed information need not be asked (the look-up is expected to find it)."""
    return individual(answers) or answers.get("company_source", REGISTERED) == REGISTERED


def _in_registry_or_store(answers: Answers) -> bool:
    return individual(answers) or answers.get("company_source") == UNKNOWN


def _needs_no_certificate(answers: Answers) -> bool:
    return answers.get("company_source") != UNKNOWN


def _look_up(talk: Talk, number: str) -> None:
    """Looks the number up: in the store, in the company registry, or nowhere."""
    _forget_company(talk)
    found = companies.find_for_sign_up(talk.tx, number)
    if isinstance(found, Registered):
        talk.answers.update(company_source=REGISTERED, company_name=found.company.name)
    elif isinstance(found, InRegistry):
        talk.answers.update(company_source=REGISTRY, **_from_registry(found.entry))
    else:
        talk.answers["company_source"] = UNKNOWN
        talk.add("company.unknown")


def _forget_company(talk: Talk) -> None:
    for key in [key for key in talk.answers if key.startswith("company_") and key != "company_number"]:
        talk.answers.pop(key)


def _from_registry(entry: RegistryEntry) -> Answers:
    """What the registry knows, judged by the same rules as an answer; what breaks them is asked instead."""
    known: Answers = {"company_name": entry.name, "company_representative": entry.representative}
    known |= {f"company_{name}": getattr(entry, name) for name in TAKEN_OVER}
    known |= _phone_from(entry.phone) | _address_from(entry)
    return {key: value for key, value in known.items() if value}


def _phone_from(phone: str | None) -> Answers:
    try:
        return {"company_telephone": read_telephone(phone or "").value}
    except Problem:
        return {}


def _address_from(entry: RegistryEntry) -> Answers:
    try:
        parts = read_address(f"{entry.postcode or ''} {entry.address or ''}").value
    except Problem:
        return {}
    # The registry's addresses are whole: one without a detail has none, and nobody is asked for it.
    return address_answers({"detail": "", **parts} if "base" in parts else parts, "company_")


def _shown_company(talk: Talk) -> Mapping[str, Any]:
    """The company's information as it is confirmed; of a registered company no more than recognises it."""
    number = talk.answers["company_number"]
    values: dict[str, Any] = {"number": show_business_number(number), "name": talk.answers["company_name"]}
    if talk.answers["company_source"] == REGISTERED:
        return {**values, "variant": "registered"}
    telephone = talk.answers.get("company_telephone")
    return {
        **values,
        "representative": talk.answers.get("company_representative") or "-",
        "telephone": show_phone(telephone) if telephone else "-",
        "address": show_address(talk.answers, "company_") or "-",
    }


def _confirming(talk: Talk) -> Sequence[Option]:
    if PICKER.is_open(talk):
        return PICKER.options(talk)
    correct = [Option("correct")] if talk.answers["company_source"] == REGISTRY else []
    return [Option("yes"), *correct, Option("other")]


def _confirm_way(talk: Talk, code: str) -> bool:
    if PICKER.press(talk, code):
        return True
    if code == "correct":
        PICKER.open(talk)
    elif code == "other":
        talk.answers.pop("company_number")
        _forget_company(talk)
        talk.frame.at = ""
    return code != "yes"


def _reads_confirmation(text: str, talk: Talk) -> Reading[str]:
    if not read_yes_no(text).value:
        raise Problem("choice.unknown")
    return Reading("yes")


def _reads_number(text: str, talk: Talk) -> Reading[str]:
    return read_business_number(text)


def _reads_representative(text: str, talk: Talk) -> Reading[str]:
    return read_person_name(_TITLE.sub("", text))


def _reads_certificate(talk: Talk) -> Reading[dict[str, Any]]:
    """A photo or a PDF, judged by what is in it; the file itself stays with the messenger until the submit."""
    file = talk.event.attachment
    if file is None or file.way not in ("photo", "document"):
        raise Problem("file.kind")
    if file.size > LARGEST_FILE:
        raise Problem("file.too_large", most=LARGEST_FILE // 1024 // 1024)
    media_type = media_type_of(talk.prepared("file", file.id))
    way = "pdf" if media_type == "application/pdf" else "photo"
    name = file.name or talk.text.plain(f"certificate.{way}")
    return Reading({"way": way, "file": file.id, "name": name[:100], "media_type": media_type})


def media_type_of(content: bytes | None) -> str:
    """The media type that a file's first bytes show; raises Problem where it is neither a PDF nor a picture."""
    if content is None:
        raise Problem("file.unreadable")
    found = next((media for start, media in MEDIA_TYPES.items() if content.startswith(start)), None)
    if found is None:
        raise Problem("file.type")
    return found


def _show_certificate(talk: Talk, value: dict[str, Any]) -> str:
    if value["way"] in ("fax", "mail"):
        return talk.text.plain(f"step.certificate.options.{value['way']}")
    return str(value["name"])


def _correctable(talk: Talk) -> Sequence[Step]:
    return [step for step in COMPANY if step.name in _CORRECTED]


_CORRECTED = ("company_name", "company_representative", "company_telephone", "company_address")
PICKER = Picker(_correctable)

COMPANY: tuple[Step, ...] = (
    Step(
        name="company_number",
        skip_when=individual,
        reads=_reads_number,
        shows=lambda talk, value: show_business_number(value),
        clears=("company_confirm", "certificate"),
        then=_look_up,
        reviewed=True,
        other_way=lambda talk: "failures.company_number",
    ),
    Step(
        name="company_confirm",
        skip_when=_in_registry_or_store,
        options=_confirming,
        reads=_reads_confirmation,
        press=_confirm_way,
        asks=_shown_company,
    ),
    Step(
        name="company_name",
        skip_when=_already_known,
        reads=lambda text, talk: read_company_name(text, FIELDS["name"].longest),
        open=True,
        reviewed=True,
    ),
    Step(
        name="company_representative",
        skip_when=_already_known,
        reads=_reads_representative,
        open=True,
        reviewed=True,
    ),
    Step(
        name="company_telephone",
        skip_when=_already_known,
        reads=telephone_reads(),
        shows=show_number,
        reviewed=True,
    ),
    *address_steps("company_", skip_when=_already_known, same_as=True),
    Step(
        name="certificate",
        skip_when=_needs_no_certificate,
        options=("fax", "mail"),
        chooses=lambda talk, code: {"way": code},
        file=_reads_certificate,
        shows=_show_certificate,
        other_way=lambda talk: "failures.certificate",
        reviewed=True,
    ),
)
