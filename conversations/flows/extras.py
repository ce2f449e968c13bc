"""The optional items, asked as one block that can be skipped whole (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from conversations.flow import Option, Reads, Step
from conversations.flows import regions
from conversations.flows.consents import refused_optional
from conversations.flows.contact import email_step, show_number
from conversations.flows.looking_up import is_in_store
from conversations.state import Answers
from conversations.talk import Talk
from membership.fields import COMPANY, MEMBER, Field
from membership.problems import Reading
from membership.reading.names import read_name_en
from membership.reading.numbers import read_corporate_number, show_corporate_number
from membership.reading.phones import read_fax
from membership.reading.words import read_homepage, read_products, read_text, read_yes_no
from membership.romanise import suggest_name_en


def reads_words(field: Field) -> Reads:
    """Free words up to the field's length."""
    return lambda text, talk: read_text(text, field.longest)


def _asks_member(answers: Answers) -> bool:
    """The member's optional items: asked in a sign-up, not in a conversion, and where they are agreed to."""
    return not answers.get("converts") and not refused_optional(answers)


def _asks_company(answers: Answers) -> bool:
    return answers.get("type") == "company" and not is_in_store(answers)


def _nothing_to_fill(answers: Answers) -> bool:
    """Nothing optional is left to ask: it was refused, or the company is registered already."""
    return not _asks_member(answers) and not _asks_company(answers)


def _no_member_extras(answers: Answers) -> bool:
    """The optional items are skipped or were refused."""
    return answers.get("extras") != "fill" or not _asks_member(answers)


def _no_company_extras(answers: Answers) -> bool:
    """The optional items are skipped, or no new company is registered."""
    return answers.get("extras") != "fill" or not _asks_company(answers)


def _which_extras(talk: Talk) -> dict[str, Any]:
    member, company = _asks_member(talk.answers), _asks_company(talk.answers)
    return {"variant": "both" if member and company else "company" if company else ""}


def _suggested_name(talk: Talk) -> Sequence[Option]:
    suggestion = suggest_name_en(talk.answers.get("name", ""))
    return [Option("suggested", suggestion)] if suggestion else []


def _reads_products(text: str, talk: Talk) -> Reading[list[dict[str, Any]]]:
    return Reading([asdict(product) for product in read_products(text).value])


def _show_products(talk: Talk, value: list[dict[str, Any]]) -> str:
    return ", ".join(" / ".join(filter(None, product.values())) for product in value)


def _member(name: str, reads: Reads | None = None, **more: Any) -> Step:
    given = reads or reads_words(MEMBER[name])
    return Step(
        name=name, optional=True, block="extras", skip_when=_no_member_extras, reads=given, reviewed=True, **more
    )


def _company(name: str, reads: Reads | None = None, **more: Any) -> Step:
    given = reads or reads_words(COMPANY[name])
    return Step(
        name=f"company_{name}",
        optional=True,
        block="extras",
        skip_when=_no_company_extras,
        reads=given,
        reviewed=True,
        **more,
    )


def _company_choice(name: str) -> Step:
    field = COMPANY[name]
    reads: Reads | None = _reads_bool if "yes" in field.choices else None
    return Step(
        name=f"company_{name}",
        optional=True,
        block="extras",
        skip_when=_no_company_extras,
        options=field.choices,
        reads=reads,
        reviewed=True,
    )


def _reads_bool(text: str, talk: Talk) -> Reading[str]:
    return Reading("yes" if read_yes_no(text).value else "no")


def _number(reader: Callable[[str], Reading[str]]) -> Reads:
    return lambda text, talk: reader(text)


def _drop_skipped(talk: Talk, value: str) -> None:
    """What was answered in the block goes when the whole of it is skipped; what the registry knew stays."""
    if value == "skip":
        for step in (*MEMBER_EXTRAS, *COMPANY_EXTRAS):
            if step.name in talk.frame.walked:
                talk.answers.pop(step.key, None)


def _reads_wish(text: str, talk: Talk) -> Reading[str]:
    """Yes means now, no means not."""
    return Reading("fill" if read_yes_no(text).value else "skip")


EXTRAS = Step(
    name="extras",
    options=("skip", "fill"),
    reads=_reads_wish,
    skip_when=_nothing_to_fill,
    asks=_which_extras,
    then=_drop_skipped,
    reviewed=True,
    alone=True,
)
MEMBER_EXTRAS = (
    _member(
        "name_en",
        lambda text, talk: read_name_en(text),
        options=_suggested_name,
        chooses=lambda talk, code: suggest_name_en(talk.answers["name"]),
        input="text",
    ),
    _member("department", open=True),
    _member("position", open=True, autofill="organization-title"),
    _member("fax", _number(read_fax), shows=show_number, input="tel"),
    _member("products", _reads_products, shows=_show_products, open=True),
    _member(
        regions.NAME,
        regions.reads,
        options=regions.options,
        press=regions.press,
        chooses=regions.chooses,
        shows=regions.shows,
        gathers=True,
        input="text",
    ),
)
COMPANY_EXTRAS = (
    _company("name_en", lambda text, talk: read_name_en(text)),
    _company("representative_en", lambda text, talk: read_name_en(text)),
    _company(
        "corporate_number",
        _number(read_corporate_number),
        shows=lambda talk, value: show_corporate_number(value),
        input="numeric",
    ),
    _company("trade_licence", open=True),
    _company("business_type", open=True),
    _company("business_item", open=True),
    _company_choice("enterprise_kind"),
    _company_choice("innobiz"),
    _company_choice("venture"),
    _company_choice("classification"),
    _company_choice("foreign_invested"),
    _company("main_product", open=True),
    _company_choice("trade_role"),
    _company("fax", _number(read_fax), shows=show_number, input="tel"),
    email_step("company_email", optional=True, block="extras", skip_when=_no_company_extras, reviewed=True),
    _company("homepage", lambda text, talk: read_homepage(text), input="url"),
)
