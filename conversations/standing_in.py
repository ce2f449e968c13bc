"""Who stands in for the MASTER [대리] is told when it begins and when it ends; so is the MASTER when it runs out."""

from __future__ import annotations

from typing import TypeGuard

from conversations.catalogue import Html, Texts
from conversations.says import Note, Rows
from conversations.talk import Talk, in_words
from conversations.telling import to_member
from membership.grades import Grade
from storage import companies, members, reminders, substitutes
from storage.member_rows import Member
from storage.substitutes import Substitute
from storage.transaction import Transaction

RUNS_OUT = "substitute_runs_out"  # the tick that rings when a period is over


def began(talk: Talk, named: Substitute) -> None:
    """Tells the substitute, and has both told when the period is over, by day."""
    company = companies.by_id(talk.tx, named.company_id)
    member = members.by_id(talk.tx, named.member_id)
    if company is None or member is None:
        return

    def words(text: Texts) -> tuple[Html, Rows]:
        return text("substitute.told", company=company.name, until=in_words(text, named.until_at)), ()

    talk.says += to_member(talk.tx, member, words)
    talk.later(RUNS_OUT, reminders.by_day(named.until_at), {"substitute": named.id})


def ended_notes(tx: Transaction, ended: Substitute) -> list[Note]:
    """To a substitute whose period was ended before its time; who left the company, or is its MASTER now, knows."""
    return _to_substitute(tx, ended, "substitute.told_ended")


def runs_out(talk: Talk) -> None:
    """A period is over: the substitute and the MASTER who named them are told, unless it was ended before its time."""
    talk.stays = True
    over = substitutes.ran_out(talk.tx, talk.event.data["substitute"])
    if over is None:
        return
    if reminders.is_night(talk.now):
        talk.later(RUNS_OUT, reminders.by_day(talk.now), talk.event.data)
        return
    talk.says += _to_substitute(talk.tx, over, "substitute.told_over") + _to_master(talk.tx, over)


def _to_substitute(tx: Transaction, named: Substitute, key: str) -> list[Note]:
    member, company = members.by_id(tx, named.member_id), companies.by_id(tx, named.company_id)
    if company is None or not _is(member, Grade.REGULAR, named.company_id):
        return []
    return to_member(tx, member, lambda text: (text(key, company=company.name), ()))


def _to_master(tx: Transaction, over: Substitute) -> list[Note]:
    master, member = members.by_id(tx, over.named_by), members.by_id(tx, over.member_id)
    if not _is(master, Grade.MASTER, over.company_id):
        return []
    name = member.name if member else "-"
    return to_member(tx, master, lambda text: (text("substitute.over", name=name), ()))


def _is(member: Member | None, grade: Grade, company_id: int) -> TypeGuard[Member]:
    return member is not None and member.grade is grade and member.company_id == company_id
