"""A new password by the rules, twice, and not the old one; changing it after the old one [비밀번호 변경]."""

from __future__ import annotations

from collections.abc import Callable

from conversations import telling
from conversations.catalogue import Html, Texts
from conversations.flow import Flow, Skip, Step, never
from conversations.flows.account import AGAIN_BEFORE_ANEW
from conversations.flows.linking import known_by
from conversations.says import Note, Rows
from conversations.talk import Talk
from membership.limits import LOGIN_TRIES
from membership.passwords import Personal, check_password
from membership.problems import Problem, Reading
from storage import access, log_ins, member_edits
from storage.member_rows import Member

Whose = Callable[[Talk], Member | None]


def new_password_steps(whose: Whose) -> tuple[Step, Step]:
    """The steps that ask for a new password, and for the same again; the messages are deleted."""

    def reads(text: str, talk: Talk) -> Reading[str]:
        member = whose(talk)
        if member is None:
            raise Problem("account.gone")
        check_password(text, member.login_id, _personal(member))
        if talk.prepared("verify_password", member.password_hash, text):
            raise Problem("password.same_as_old")
        return Reading(talk.prepared("hash_password", text))

    return (
        Step(
            name="new_password",
            reads=reads,
            secret=True,
            clears=("new_password_again",),
            other_way=_other_way,
            autofill="new-password",
        ),
        Step(name="new_password_again", reads=_reads_again, secret=True, autofill="new-password"),
    )


def _other_way(talk: Talk) -> str:
    return "failures.password"


def _personal(member: Member) -> Personal:
    phones = tuple(filter(None, (member.mobile, member.telephone)))
    return Personal(name=member.name, name_en=member.name_en or "", phones=phones, email=member.email)


def _reads_again(text: str, talk: Talk) -> Reading[bool]:
    notes = talk.frame.notes
    if talk.prepared("verify_password", talk.answers["new_password"], text):
        return Reading(True)
    notes["mismatches"] = notes.get("mismatches", 0) + 1
    if notes["mismatches"] < AGAIN_BEFORE_ANEW:
        raise Problem("password.mismatch")
    notes.pop("mismatches")
    talk.answers.pop("new_password")
    talk.frame.at, talk.frame.failures = "", 0
    raise Problem("password.mismatch_anew")


def own_password_step(skip_when: Skip = never) -> Step:
    """The step that asks for the account's own password, with the limits of a log-in."""
    return Step(
        name="own_password",
        reads=_reads_own,
        secret=True,
        skip_when=skip_when,
        other_way=lambda talk: "failures.own_password",
        autofill="current-password",
    )


def _reads_own(text: str, talk: Talk) -> Reading[bool]:
    wrong = Problem("own_password.wrong", most=LOGIN_TRIES)
    if talk.member is None:
        raise Problem("account.gone")
    return Reading(known_by(talk, talk.member.login_id, text, wrong) == talk.member)


def give_password(talk: Talk, member: Member, password_hash: str, action: str) -> None:
    """Gives an account its new password: locks end, and all of its other chats are told."""
    member_edits.set_password(talk.tx, member.id, password_hash, talk.chat.channel)
    log_ins.forgive(talk.tx, talk.chat.channel, talk.chat.id, member.login_id)
    note_access(talk, member, action)
    talk.says += to_others(talk, member, "account.password_changed")


def note_access(talk: Talk, member: Member, action: str) -> None:
    """Notes in the log what was done to an account from this chat (PIPC Notice 2026-9, article 8)."""
    who, channel = str(member.id), talk.chat.channel
    access.log(talk.tx, actor_kind="member", actor=who, action=action, channel=channel, subject_member_id=member.id)


def to_others(talk: Talk, member: Member, key: str) -> list[Note]:
    """The same to each of a member's other chats: whoever did not do it themselves learns of it at once."""

    def words(text: Texts) -> tuple[Html, Rows]:
        return text(key, login_id=member.login_id), ()

    return [note for note in telling.to_member(talk.tx, member, words) if note.chat != talk.chat]


def _change(talk: Talk) -> None:
    member, password_hash = talk.member, talk.answers["new_password"]
    talk.end()
    talk.lead.clear()
    if member is None:
        talk.add("account.unlinked")
        return
    give_password(talk, member, password_hash, "change_password")
    talk.forget_member()
    talk.add("account.password_done", date=talk.moment(talk.now))


CHANGE_PASSWORD = Flow(
    name="change_password",
    version=1,
    steps=(own_password_step(), *new_password_steps(lambda talk: talk.member)),
    finishes=_change,
)
