"""Conversion of an individual to a company member [기업회원 전환신청] (KOTRA 회원가입 매뉴얼, I-3)."""

from __future__ import annotations

from dataclasses import replace

from conversations.flow import Flow
from conversations.flows import consents, identity
from conversations.flows.company import COMPANY
from conversations.flows.extras import COMPANY_EXTRAS, EXTRAS
from conversations.flows.review import review
from conversations.flows.submitting import submit_conversion

CONVERT: Flow = Flow(
    name="convert",
    version=1,
    steps=(
        # Whose chat is not linked yet gives personal data for the identity check: only after the notice, and at 14.
        replace(consents.AGE, skip_when=identity.linked),
        *identity.IDENTITY,
        *COMPANY,
        EXTRAS,
        *COMPANY_EXTRAS,
        review(lambda: CONVERT.steps),
    ),
    finders=identity.FINDERS,
    finishes=submit_conversion,
    form=True,
)
