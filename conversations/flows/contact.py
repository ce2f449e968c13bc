"""How a member or a company is reached: telephone, mobile, e-mail, address (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from conversations.flow import Option, Reads, Skip, Step, never
from conversations.flows.consents import refused_optional
from conversations.state import Answers
from conversations.talk import Talk
from membership.problems import Problem, Reading
from membership.reading.addresses import Address, read_address, read_address_detail, read_postcode
from membership.reading.emails import COMMON_DOMAINS, find_email, read_email
from membership.reading.phones import find_mobile, find_telephone, read_mobile, read_telephone, show_phone

GROUP = "contact"
ADDRESS_PARTS = ("postcode", "address_base", "address_detail")
DOMAINS_SHOWN = 6
# A road name or a lot with its number: what a rest of a longer message needs to be taken for an address.
_STREET = re.compile(r"(?:로|길|동|리|가)\s*\d|\d\s*,?\s*[A-Za-z-]+(?:-ro|-gil|-daero)\b")


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
    talk.add("answer.understood", label=talk.text("step.mobile.label"), value=show_phone(mobile))


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


def reads_email(text: str, talk: Talk) -> Reading[str]:
    """An e-mail address; a local part alone is completed by a button with a common domain."""
    try:
        return read_email(text)
    except Problem as problem:
        if problem.code == "email.no_domain":
            talk.frame.notes["email_local"] = problem.params["local"]
        raise


def domains(talk: Talk) -> Sequence[Option]:
    """Whole addresses to choose from, once the part before the @ is known."""
    local = talk.frame.notes.get("email_local")
    return [Option(domain, f"{local}@{domain}") for domain in COMMON_DOMAINS[:DOMAINS_SHOWN]] if local else []


def with_domain(talk: Talk, domain: str) -> str:
    """The whole address that was chosen."""
    return f"{talk.frame.notes.pop('email_local')}@{domain}"


def address_steps(
    prefix: str = "", group: str = "", skip_when: Skip = never, *, same_as: bool = False
) -> tuple[Step, ...]:
    """The steps that ask an address, taken from one message as far as it goes: postcode, base, detail."""

    def reads(text: str, talk: Talk) -> Reading[Answers]:
        return Reading(address_answers(read_address(text).value, prefix))

    def choose(talk: Talk, code: str) -> Answers:
        return {prefix + part: talk.answers[part] for part in ADDRESS_PARTS}

    def shows(talk: Talk, value: Any) -> str:
        return show_address(talk.answers, prefix)

    def has_own(talk: Talk) -> Sequence[Option]:
        return [Option("same")] if same_as and "address_base" in talk.answers else []

    return (
        Step(
            name=prefix + "address",
            saves=prefix + "address_base",
            merges=True,
            group=group,
            skip_when=skip_when,
            options=has_own,
            chooses=choose,
            reads=reads,
            shows=shows,
            open=True,
            other_way=lambda talk: "failures.address",
            clears=(prefix + "postcode", prefix + "address_detail"),
            reviewed=True,
        ),
        Step(name=prefix + "postcode", skip_when=skip_when, reads=lambda text, talk: read_postcode(text)),
        Step(
            name=prefix + "address_detail",
            skip_when=skip_when,
            options=("none",),
            chooses=lambda talk, code: "",
            shows=lambda talk, value: value or talk.text.plain("step.address_detail.options.none"),
            reads=lambda text, talk: read_address_detail(text),
            open=True,
        ),
    )


def address_answers(address: Address, prefix: str = "") -> Answers:
    """An address's parts under the names of their answers."""
    names = {"postcode": "postcode", "base": "address_base", "detail": "address_detail"}
    return {prefix + names[part]: value for part, value in address.items()}


def show_address(answers: Mapping[str, Any], prefix: str = "") -> str:
    """An address on one line, as far as it is known."""
    postcode = answers.get(prefix + "postcode")
    parts = [
        f"({postcode})" if postcode else "",
        answers.get(prefix + "address_base"),
        answers.get(prefix + "address_detail"),
    ]
    return " ".join(part for part in parts if part)


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
        return {"address": address_answers(read_address(text).value)}
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
        shows=show_number,
        reviewed=True,
    ),
    Step(
        name="email",
        group=GROUP,
        options=domains,
        chooses=with_domain,
        reads=reads_email,
        reviewed=True,
    ),
    *address_steps(group=GROUP),
)
FINDERS = {GROUP: finds_contact}
