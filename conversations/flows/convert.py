"""Conversion of an individual to a company member [기업회원 전환신청] (KOTRA 회원가입 매뉴얼, I-3)."""

from __future__ import annotations

from conversations.flow import Flow
from conversations.flows import identity
from conversations.flows.company import COMPANY
from conversations.flows.extras import COMPANY_EXTRAS, EXTRAS
from conversations.flows.review import review
from conversations.flows.submitting import submit_conversion

CONVERT: Flow = Flow(
    name="convert",
    version=1,
    steps=(*identity.IDENTITY, *COMPANY, EXTRAS, *COMPANY_EXTRAS, review(lambda: CONVERT.steps)),
    finders=identity.FINDERS,
    finishes=submit_conversion,
)
