"""A new password for who has forgotten theirs [비밀번호 찾기]: by SMS to their mobile, or an identity check."""

from __future__ import annotations

from collections.abc import Sequence

from conversations.flow import Flow, Option, Step
from conversations.flows import account_proof, menu
from conversations.flows.account_codes import SmsCode
from conversations.flows.account_password import give_password, new_password_steps
from conversations.flows.identity.checks import CHECKED, STEPS
from conversations.flows.identity.verified import owner_of
from conversations.state import HOME, Answers
from conversations.talk import Talk
from membership.fields import MEMBER
from membership.problems import Problem, Reading
from membership.reading.words import read_text
from storage import members
from storage.member_rows import Member

PROVED = "proved"  # the note of which member the person has proved to be


def _reads_account(text: str, talk: Talk) -> Reading[str]:
    """Whatever is typed is taken: whether such an ID exists is nobody's business before the person is known."""
    return read_text(text, MEMBER["login_id"].longest)


def _account(talk: Talk) -> Member | None:
    return members.by_login_id(talk.tx, talk.answers["reset_account"])


def _mobile(talk: Talk) -> str | None:
    member = _account(talk)
    return member.mobile if member else None


BY_SMS = SmsCode("reset_password", lambda talk: str(talk.answers["reset_account"]), _mobile)


def _not_by_check(answers: Answers) -> bool:
    """Proved by SMS instead."""
    return answers.get("reset_way") != "identity"


def _not_by_sms(answers: Answers) -> bool:
    """Proved by an identity check instead."""
    return answers.get("reset_way") != "sms"


def _ways(talk: Talk) -> Sequence[Option]:
    return [Option(way) for way in ("sms", "identity") if way != "sms" or talk.sends_sms]


def _reads_way(text: str, talk: Talk) -> Reading[str]:
    said = text.casefold()
    if any(word in said for word in ("문자", "핸드폰", "휴대", "sms", "text")):
        if not talk.sends_sms:
            raise Problem("reset_way.no_sms")
        return Reading("sms")
    if any(word in said for word in ("본인", "인증", "identity", "check")):
        return Reading("identity")
    raise Problem("choice.unknown")


def _prove(talk: Talk, way: str) -> None:
    if way == "sms":
        BY_SMS.request(talk)


def _is_own(talk: Talk) -> bool:
    """Whether the person of the identity check has this account; one answer for a wrong ID and another's."""
    owner, account = owner_of(talk), _account(talk)
    return owner is not None and account is not None and owner.id == account.id


def _by_code(talk: Talk, value: bool) -> None:
    member = _account(talk)
    talk.frame.notes[PROVED] = member.id if member else 0


def _judge(talk: Talk) -> None:
    _by_code(talk, True)
    if not _is_own(talk):
        talk.end()
        talk.forget_checks()
        talk.lead.clear()
        talk.add("reset.not_yours")


def _reset(talk: Talk) -> None:
    """Gives the account its new password: only the one that was proved to be the person's own."""
    member, password_hash = _account(talk), talk.answers["new_password"]
    proved = talk.frame.notes.get(PROVED)
    talk.end()
    talk.forget_checks()
    talk.lead.clear()
    if member is None or proved != member.id:
        talk.add("reset.not_yours")
        return
    give_password(talk, member, password_hash, "reset_password")
    talk.forget_member()
    talk.add("reset.done", login_id=member.login_id)
    if talk.member is None and talk.frame.flow == HOME:
        menu.suggest(talk, ("link",))


RESET_PASSWORD = Flow(
    name="reset_password",
    version=1,
    steps=(
        Step(
            name="reset_account",
            reads=_reads_account,
            clears=("reset_way", "reset_code", *STEPS, *CHECKED),
            then=lambda talk, account: account_proof.only_check(talk),
            autofill="username",
        ),
        Step(name="reset_way", options=_ways, reads=_reads_way, then=_prove, alone=True),
        BY_SMS.step("reset_code", _not_by_sms, _by_code),
        *account_proof.proof_steps(_judge, _not_by_check),
        *new_password_steps(_account),
    ),
    finders=account_proof.FINDERS,
    finishes=_reset,
    form=True,
)
