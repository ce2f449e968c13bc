"""Who waits for a company's MASTER, as those who may decide hear of it: who came, a reminder, an associate's own."""

from __future__ import annotations

from collections.abc import Sequence

from conversations import actions, deciding
from conversations.catalogue import Html, Texts
from conversations.says import Note, Rows
from conversations.telling import Words, in_chat, reached, to_member
from storage import companies, members, substitutes, told, waiting
from storage.companies import Company
from storage.member_rows import Member
from storage.reminders import Reminder
from storage.transaction import Transaction
from storage.waiting import Waiting

MOST_CARDS = 3  # so many who come at once get a card each; more are told as one list


def deciders(tx: Transaction, company_id: int) -> list[Member]:
    """Who may decide about associates now: the MASTER, and a substitute in their period."""
    master, stand_in = companies.master_of(tx, company_id), substitutes.substitute_of(tx, company_id)
    other = members.by_id(tx, stand_in.member_id) if stand_in else None
    return [one for one in (master, other) if one is not None]


def waiting_notes(tx: Transaction, decider: Member, company: Company, page: Sequence[Waiting]) -> list[Note]:
    """Who waits, to each chat of one who may decide that has not heard of them; each look at their data is noted."""
    notes: list[Note] = []
    carded: dict[int, Waiting] = {}
    for chat in reached(tx, decider):
        new = told.news(tx, chat.channel, chat.id, [one.affiliation_id for one in page])
        fresh = [one for one in page if one.affiliation_id in new]
        if len(fresh) > MOST_CARDS:
            count = waiting.waiting_count(tx, company.id)
            notes.append(in_chat(tx, chat, decider, _many(company, count, "waiting.many")))
        else:
            carded |= {one.affiliation_id: one for one in fresh}
            notes += [in_chat(tx, chat, decider, _one(tx, company, one)) for one in fresh]
    waiting.shown(tx, decider.id, list(carded.values()), "telegram")
    return notes


def _one(tx: Transaction, company: Company, who: Waiting) -> Words:
    def words(text: Texts) -> tuple[Html, Rows]:
        line = deciding.waiting_line(text, who, tx.now)
        return _blocked(text, company, Html(f"{text('waiting.one', company=company.name)}\n{line}")), _rows(text)

    def _rows(text: Texts) -> Rows:
        return actions.waiting_rows(text, who.affiliation_id)

    return words


def _many(company: Company, count: int, key: str) -> Words:
    def words(text: Texts) -> tuple[Html, Rows]:
        shown = text(key, company=company.name, count=count)
        return _blocked(text, company, shown), actions.rows_of(text, (("waiting",),), company.id)

    return words


def _blocked(text: Texts, company: Company, shown: Html) -> Html:
    """Nobody approves before staff have confirmed the company's certificate: said at once, not after the press."""
    return shown if company.certificate == "verified" else Html(f"{shown}\n{text('waiting.blocked')}")


def reminder_notes(tx: Transaction, reminder: Reminder) -> list[Note]:
    """Everybody who still waits for a company, in one message."""
    words = _many(reminder.company, len(reminder.waiting), "waiting.reminder")
    return [note for one in reminder.recipients for note in _called_to_mind(tx, one, reminder.waiting, words)]


def _called_to_mind(tx: Transaction, member: Member, waits: Sequence[Waiting], words: Words) -> list[Note]:
    for chat in reached(tx, member):
        told.again(tx, chat.channel, chat.id, [one.affiliation_id for one in waits])
    return to_member(tx, member, words)


def nudge_notes(tx: Transaction, company: Company, who: Waiting) -> list[Note]:
    """An associate's own reminder, to everybody who may decide."""

    def words(text: Texts) -> tuple[Html, Rows]:
        asked = text("told.nudged", company=company.name, name=who.name)
        line = deciding.waiting_line(text, who, tx.now)
        return Html(f"{asked}\n{line}"), actions.waiting_rows(text, who.affiliation_id)

    notes: list[Note] = []
    for one in deciders(tx, company.id):
        shown = _called_to_mind(tx, one, [who], words)
        waiting.shown(tx, one.id, [who] if shown else [], "telegram")
        notes += shown
    return notes
