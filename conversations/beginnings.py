"""How the sign-up flows are entered, and what is known when they are."""

from __future__ import annotations

import re

from conversations import abandoning
from conversations.talk import Talk
from membership.grades import Grade
from membership.problems import Problem, Reading

_WISHES = (
    ("convert", r"전환|convert"),
    ("company", r"기업|회사|법인|사업자|company|corporate|business"),
    ("individual", r"개인|individual|personal"),
    ("", r"가입|등록|sign\s*up|join|register"),
)


def kind_in(text: str) -> str:
    """The kind of sign-up that a wish names: convert, company, individual, or "" where it does not say."""
    return next((wish for wish, pattern in _WISHES if re.search(pattern, text, re.IGNORECASE)), "")


def reads_wish(text: str, talk: Talk) -> Reading[str]:
    """Which sign-up a person's own words ask for: company, individual, convert, or "" where they do not say."""
    for wish, pattern in _WISHES:
        if re.search(pattern, text, re.IGNORECASE):
            return Reading(wish)
    raise Problem("wish.unknown")


def begin_sign_up(talk: Talk, kind: str = "") -> None:
    """Enters a sign-up as "company" or "individual" member, or with that still to be asked."""
    if talk.member:
        talk.add("already.member", login_id=talk.member.login_id)
        return
    known = {"type": kind} if kind else {}
    talk.begin("sign_up", **known, **only_way(talk))
    abandoning.begin(talk, reminds=True)


def begin_convert(talk: Talk) -> None:
    """Enters the conversion of an individual to a company member; who is not linked yet is identified first."""
    if talk.member and talk.member.grade is not Grade.INDIVIDUAL:
        talk.add("already.company_member")
        return
    linked = {"linked": True} if talk.member else only_way(talk)
    talk.begin("convert", type="company", converts=True, **linked)
    abandoning.begin(talk, reminds=True)


def only_way(talk: Talk) -> dict[str, str]:
    """With one way of identity check only there is nothing to choose: what is known of it when a flow is entered."""
    return {} if len(talk.around.offers) > 1 else {"method": next(iter(talk.around.offers))}
