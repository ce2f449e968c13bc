"""Linking a chat to an account that is there already, by ID and password, and letting go of it again."""

from __future__ import annotations

from conversations import marketing
from conversations.flow import Flow, Step
from conversations.flows.consents import reads_yes_no
from conversations.talk import Talk
from membership.fields import MEMBER
from membership.limits import LOGIN_TRIES
from membership.problems import Problem, Reading
from membership.reading.words import read_text
from storage import access, log_ins, members
from storage.log_ins import Locked
from storage.members import Member


def _reads_account(text: str, talk: Talk) -> Reading[str]:
    """Whatever is typed is taken: whether such an ID exists is nobody's business before the password is right."""
    return read_text(text, MEMBER["login_id"].longest)


def _reads_password(text: str, talk: Talk) -> Reading[int]:
    return Reading(known_by(talk, talk.answers["account"], text, Problem("log_in.wrong", most=LOGIN_TRIES)).id)


def known_by(talk: Talk, account: str, text: str, wrong: Problem) -> Member:
    """The member whose ID and password these are; raises `wrong`, or a lock after tries per account and per chat."""
    candidate = log_ins.attempt(talk.tx, talk.chat.channel, talk.chat.id, account)
    if isinstance(candidate, Locked):
        raise Problem("log_in.locked", minutes=_minutes(talk, candidate))
    member = candidate.member
    if talk.prepared("verify_password", member.password_hash if member else None, text) and member:
        locked = log_ins.succeeded(talk.tx, talk.chat.channel, talk.chat.id, account)
    else:
        member, locked = None, log_ins.failed(talk.tx, talk.chat.channel, talk.chat.id, account)
    if locked:
        raise Problem("log_in.locked", minutes=_minutes(talk, locked))
    if member is None:
        raise wrong
    return member


def _minutes(talk: Talk, locked: Locked) -> int:
    return max(1, round((locked.until - talk.now).total_seconds() / 60))


def _link(talk: Talk) -> None:
    member = members.by_id(talk.tx, talk.answers["account_password"])
    talk.end()
    talk.lead.clear()
    if member is None:
        talk.add("link.gone")
        return
    members.link_chat(talk.tx, talk.chat.channel, talk.chat.id, member.id)
    actor = str(member.id)
    access.log(
        talk.tx,
        actor_kind="member",
        actor=actor,
        action="link_chat",
        channel=talk.chat.channel,
        subject_member_id=member.id,
    )
    marketing.linked(talk, member)
    talk.forget_member()
    talk.add("link.done", name=member.name, login_id=member.login_id)


def _unlink(talk: Talk) -> None:
    leaves, member = talk.answers["unlink"] == "yes", talk.member
    talk.end()
    talk.lead.clear()
    if leaves and member:
        members.unlink_chat(talk.tx, talk.chat.channel, talk.chat.id)
        talk.forget_member()
        talk.add("unlink.done", login_id=member.login_id)


LINK = Flow(
    name="link",
    version=1,
    steps=(
        Step(name="account", reads=_reads_account),
        Step(
            name="account_password",
            reads=_reads_password,
            secret=True,
            other_way=lambda talk: "failures.log_in",
            autofill="current-password",
        ),
    ),
    finishes=_link,
)
UNLINK = Flow(
    name="unlink",
    version=1,
    steps=(Step(name="unlink", options=("yes", "no"), reads=reads_yes_no),),
    finishes=_unlink,
    counted=False,
)
