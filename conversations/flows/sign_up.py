"""Sign-up as an individual or as a company member, in one go (KOTRA 회원가입 매뉴얼, I-3 to I-6)."""

from __future__ import annotations

from conversations import beginnings
from conversations.flow import Flow, Step
from conversations.flows import consents, contact, identity
from conversations.flows.account import ACCOUNT
from conversations.flows.company import COMPANY
from conversations.flows.extras import COMPANY_EXTRAS, EXTRAS, MEMBER_EXTRAS
from conversations.flows.review import review
from conversations.flows.submitting import submit_sign_up
from conversations.talk import Talk
from membership.problems import Problem, Reading


def _converts_instead(talk: Talk, value: str) -> None:
    if value == "convert":
        talk.end()
        talk.lead.clear()
        beginnings.begin_convert(talk)


def _reads_type(text: str, talk: Talk) -> Reading[str]:
    wish = beginnings.reads_wish(text, talk)
    if not wish.value:
        raise Problem("choice.unknown")
    return wish


TYPE = Step(name="type", options=("company", "individual", "convert"), reads=_reads_type, then=_converts_instead)

SIGN_UP: Flow = Flow(
    name="sign_up",
    version=1,
    steps=(
        TYPE,
        consents.AGE,
        *consents.CONSENTS,
        *identity.IDENTITY,
        *ACCOUNT,
        *contact.CONTACT,
        *COMPANY,
        EXTRAS,
        *MEMBER_EXTRAS,
        *COMPANY_EXTRAS,
        review(lambda: SIGN_UP.steps),
    ),
    finders={**identity.FINDERS, **contact.FINDERS},
    finishes=submit_sign_up,
    form=True,
)
