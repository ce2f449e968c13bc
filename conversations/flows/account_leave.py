"""Leaving [회원 탈퇴]: no harder than joining, and all at once (PIPA, articles 21, 37 and 38(4))."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conversations import telling
from conversations.catalogue import Html, Texts
from conversations.flow import Flow, Step
from conversations.flows import account_proof
from conversations.flows.account_password import own_password_step, to_others
from conversations.flows.identity.verified import owner_of
from conversations.says import Note, Rows
from conversations.state import HOME, Answers
from conversations.talk import Talk
from conversations.words import squeeze
from membership.grades import Grade
from membership.problems import Problem, Reading
from membership.reading.words import read_text
from storage import companies, conversations, leaving, members
from storage.leaving import Left
from storage.member_rows import Member

LONGEST_REASON = 200


def begin(talk: Talk) -> None:
    """A MASTER whom others would be left behind by hands over first; everybody else may leave at once."""
    if talk.member is not None and leaving.must_hand_over(talk.tx, talk.member):
        talk.add("leaving.hand_over_first")
    else:
        account_proof.begin(talk, "leave_membership")


def _reads_reason(text: str, talk: Talk) -> Reading[str]:
    return read_text(text, LONGEST_REASON)


def _reads_word(text: str, talk: Talk) -> Reading[bool]:
    """Nobody leaves by a slip of the finger: the word itself has to be typed."""
    word = talk.text.plain("leaving.word")
    if squeeze(text).strip("'\"‘’“”") != squeeze(word):
        raise Problem("leaving.word", word=word)
    return Reading(True)


def _told_before(talk: Talk) -> Mapping[str, Any]:
    """What goes and what stays; of a company's last member also what becomes of the company."""
    member = talk.member
    word = talk.text.plain("leaving.word")
    if member is None:
        return {"variant": "gone", "word": word}
    variant = {"variant": "company"} if member.company_id is not None else {}
    company = companies.by_id(talk.tx, member.company_id) if member.company_id is not None else None
    return {**variant, "word": word, "login_id": member.login_id, **({"company": company.name} if company else {})}


def _press(talk: Talk, code: str) -> bool:
    """ "stay": everything stays as it was."""
    talk.end()
    talk.add("leaving.stayed")
    return True


def _not_by_password(answers: Answers) -> bool:
    """Confirmed by an identity check instead."""
    return answers.get("leave_proof") != "password"


def _not_by_check(answers: Answers) -> bool:
    """Confirmed by the password instead."""
    return answers.get("leave_proof") != "identity"


def _reads_proof(text: str, talk: Talk) -> Reading[str]:
    said = text.casefold()
    if any(word in said for word in ("비밀번호", "비번", "password")):
        return Reading("password")
    if any(word in said for word in ("본인", "인증", "identity", "check")):
        return Reading("identity")
    raise Problem("choice.unknown")


def _judge(talk: Talk) -> None:
    """The person of the identity check must be the member whom the chat speaks for."""
    owner = owner_of(talk)
    if owner is None or talk.member is None or owner.id != talk.member.id:
        talk.end()
        talk.forget_checks()
        talk.lead.clear()
        talk.add("leaving.not_yours")


def _leave(talk: Talk) -> None:
    """Everything in this one transaction; where it may not be, nothing has changed."""
    member, reason = talk.member, _reason(talk)
    talk.end()
    talk.forget_checks()
    talk.lead.clear()
    if member is None:
        talk.add("account.unlinked")
        return
    chats, others = members.chats_of(talk.tx, member.id), to_others(talk, member, "leaving.told_elsewhere")
    colleagues = _to_master(talk, member)
    try:
        left = leaving.leave(talk.tx, member.id, talk.chat.channel, reason)
    except leaving.MustHandOver:
        talk.add("leaving.hand_over_first")
        return
    except leaving.Gone:
        talk.add("account.unlinked")
        return
    for link in chats:
        if (link.channel, link.chat) != (talk.chat.channel, talk.chat.id):
            conversations.forget(talk.tx, link.channel, link.chat)
    talk.says += [*others, *colleagues]
    _say_farewell(talk, left)


def _reason(talk: Talk) -> str | None:
    given = talk.answers.get("leave_reason")
    return None if given is None else str(given)


def _to_master(talk: Talk, member: Member) -> list[Note]:
    """The MASTER hears that a colleague has left the company."""
    company = companies.by_id(talk.tx, member.company_id) if member.company_id is not None else None
    master = companies.master_of(talk.tx, company.id) if company else None
    if company is None or master is None or master.id == member.id or member.grade is Grade.INDIVIDUAL:
        return []

    def words(text: Texts) -> tuple[Html, Rows]:
        return text("leaving.told_master", name=member.name, company=company.name), ()

    return telling.to_member(talk.tx, master, words)


def _say_farewell(talk: Talk, left: Left) -> None:
    """The menu is a stranger's again, and nothing of what lay under the flow is left."""
    talk.state.frames.clear()
    talk.forget_member()
    talk.fresh = True
    dates = {"date": talk.moment(talk.now), "rests": talk.date(left.id_rests_until), "erased": talk.date(left.erase_at)}
    talk.begin(HOME)
    talk.add("leaving.done", login_id=left.member.login_id, **dates)


LEAVE_MEMBERSHIP = Flow(
    name="leave_membership",
    version=1,
    steps=(
        Step(
            name="leave_reason",
            options=("seldom_used", "other_account", "privacy", "inconvenient"),
            reads=_reads_reason,
            optional=True,
            open=True,
        ),
        Step(name="leave_word", options=("stay",), press=_press, reads=_reads_word, asks=_told_before),
        Step(name="leave_proof", options=("password", "identity"), reads=_reads_proof),
        own_password_step(_not_by_password),
        *account_proof.proof_steps(_judge, _not_by_check),
    ),
    finders=account_proof.FINDERS,
    finishes=_leave,
)
