"""How a member or a company is reached: telephone, mobile, e-mail, address (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conversations.flow import Option, Reads, Step
from conversations.flows.address import address_answers, address_steps
from conversations.flows.consents import refused_optional
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Problem, Reading
from membership.reading.addresses import read_address
from membership.reading.emails import COMMON_DOMAINS, find_email, read_email
from membership.reading.phones import find_mobile, find_telephone, read_mobile, read_telephone, show_phone

GROUP = "contact"
DOMAINS_SHOWN = 6
# A road name or a lot with its number: what a rest of a longer message needs to be taken for an address.
_STREET = re.compile(r"(?:로|길|동|리|가)\s*\d|\d\s*,?\s*[A-Za-z-]+(?:-ro|-gil|-daero)\b")
# What is left of "전화 …, 메일 …, 주소는 …" once the number and the e-mail are taken out of it.
_LABELS = re.compile(
    r"^(?:\s*(?:전화(?:번호)?|핸드폰|휴대(?:폰|전화)|이?메일|주소|phone|tel|mobile|e-?mail|address)"
    r"(?:[은는]|\s+is)?\s*[:,./]*\s*)+(?=\S)",
    re.IGNORECASE,
)


def show_number(talk: Talk, value: str) -> str:
    """A telephone number as people write it."""
    return show_phone(value)


def _verified_number(talk: Talk) -> Sequence[Option]:
    phone = talk.answers.get("phone")
    if not phone:
        return []
    kind = "verified" if refused_optional(talk.answers) else "both"
    return [Option(kind, talk.text.plain(f"step.telephone.options.{kind}", phone=show_phone(phone)))]


def _takes_verified(talk: Talk, code: str) -> str:
    if code == "both":
        _keep_mobile(talk, talk.answers["phone"])
    return str(talk.answers["phone"])


def _keep_mobile(talk: Talk, mobile: str) -> None:
    talk.answers["mobile"] = mobile
    talk.reads_back(talk.text.plain("step.mobile.label"), show_phone(mobile))


def _also_mobile(talk: Talk, value: str) -> None:
    """A mobile given as the telephone is the mobile too: what was said once is not asked again."""
    if refused_optional(talk.answers) or "mobile" in talk.answers:
        return
    try:
        _keep_mobile(talk, read_mobile(value).value)
    except Problem:
        return


def _same_mobile(talk: Talk) -> Sequence[Option]:
    phone = talk.answers.get("phone")
    label = talk.text.plain("step.mobile.options.verified", phone=show_phone(phone)) if phone else ""
    return [Option("verified", label)] if phone else []


def email_step(name: str, **more: Any) -> Step:
    """A step that asks an e-mail address; a local part alone is completed by a button with a common domain."""
    email = _Email(name)
    return Step(
        name=name,
        options=email.options,
        chooses=email.chooses,
        reads=email.reads,
        input="email",
        autofill="email",
        **more,
    )


@dataclass(frozen=True, slots=True)
class _Email:
    """An e-mail address; the part before the @, typed alone, is kept in the note of its step."""

    name: str

    def reads(self, text: str, talk: Talk) -> Reading[str]:
        try:
            return read_email(text)
        except Problem as problem:
            if problem.code == "email.no_domain":
                talk.frame.notes[self.name] = problem.params["local"]
            raise

    def options(self, talk: Talk) -> Sequence[Option]:
        """Whole addresses to choose from."""
        local = talk.frame.notes.get(self.name)
        return [Option(domain, f"{local}@{domain}") for domain in COMMON_DOMAINS[:DOMAINS_SHOWN]] if local else []

    def chooses(self, talk: Talk, domain: str) -> str:
        return f"{talk.frame.notes[self.name]}@{domain}"


def finds_contact(text: str, talk: Talk) -> tuple[Answers, str]:
    """What of telephone, mobile, e-mail and address one message holds."""
    found: Answers = {}
    email = find_email(text)
    if email:
        found["email"], text = email.value, email.rest
    numbers, text = _find_numbers(text, talk)
    found |= numbers
    if found and _STREET.search(text):
        address = _read_street(text)
        found, text = {**found, **address}, "" if address else text
    return found, text


def _find_numbers(text: str, talk: Talk) -> tuple[Answers, str]:
    """A mobile alone is what was asked for; beside another number it is the mobile."""
    found: Answers = {}
    mobile = find_mobile(text)
    text = mobile.rest if mobile else text
    telephone = find_telephone(text)
    if telephone:
        found["telephone"], text = telephone.value, telephone.rest
    if mobile:
        found["mobile" if telephone or talk.frame.at == "mobile" else "telephone"] = mobile.value
    return found, text


def _read_street(text: str) -> Answers:
    try:
        return {"address": address_answers(read_address(_LABELS.sub("", text)).value)}
    except Problem:
        return {}


def telephone_reads() -> Reads:
    """A telephone number of any kind that can be called."""
    return lambda text, talk: read_telephone(text)


CONTACT = (
    Step(
        name="telephone",
        group=GROUP,
        options=_verified_number,
        chooses=_takes_verified,
        reads=telephone_reads(),
        telephone=True,
        input="tel",
        shows=show_number,
        then=_also_mobile,
        reviewed=True,
    ),
    Step(
        name="mobile",
        group=GROUP,
        skip_when=refused_optional,
        optional=True,
        options=_same_mobile,
        chooses=lambda talk, code: talk.answers["phone"],
        reads=lambda text, talk: read_mobile(text),
        telephone=True,
        input="tel",
        shows=show_number,
        reviewed=True,
    ),
    email_step("email", group=GROUP, reviewed=True),
    *address_steps(group=GROUP),
)
FINDERS = {GROUP: finds_contact}
