"""The identity check (KOTRA 회원가입 매뉴얼, I-5): by a mobile in the person's own name, or on a provider's page."""

from __future__ import annotations

from conversations.flow import Step
from conversations.flows.identity.checks import ask_again, begin, linked, methods, reads_method
from conversations.flows.identity.code import CODE, TERMS
from conversations.flows.identity.page import PAGE
from conversations.flows.identity.person import GROUP, PERSON, finds

__all__ = ["FINDERS", "IDENTITY", "ask_again", "linked"]

METHOD = Step(
    name="method", options=methods, reads=reads_method, skip_when=linked, then=begin, reviewed=True, alone=True
)
IDENTITY = (METHOD, *PERSON, TERMS, CODE, PAGE)
FINDERS = {GROUP: finds}
