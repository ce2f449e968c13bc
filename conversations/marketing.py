"""The consent to marketing: given or withdrawn at any time, asked about again every two years (Network Act, 50)."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations.documents import kept
from conversations.events import Chat
from conversations.says import Later
from conversations.talk import Talk
from membership.limits import MARKETING_ASKED_BEFORE, MARKETING_CONSENT_YEARS
from storage import consents, members, outbox, reminders
from storage.consents import Answer, Consent
from storage.member_rows import Member

MARKETING, ASKS_AGAIN = "marketing", "marketing_again"
_EVERY = timedelta(days=365 * MARKETING_CONSENT_YEARS)


def last_answer(talk: Talk, member: Member, kind: str = MARKETING) -> Consent | None:
    """The answer to a document that counts: the last one."""
    return next((one for one in reversed(consents.of_member(talk.tx, member.id)) if one.kind == kind), None)


def record(talk: Talk, member: Member, kind: str, answer: bool) -> None:
    """Keeps one more answer as evidence: to which text, yes or no, when, through which channel."""
    document = kept(talk.tx, kind, talk.language)
    given = Answer(
        document_id=document, answer=answer, answered_at=talk.now, channel=talk.chat.channel, chat=talk.chat.id
    )
    consents.record(talk.tx, member.id, [given])


def decide(talk: Talk, member: Member, answer: bool) -> None:
    """Gives or withdraws the consent, confirms it with its date (article 50(7)), and has a yes asked about again."""
    record(talk, member, MARKETING, answer)
    talk.add("consents.marketing_given" if answer else "consents.marketing_withdrawn", date=talk.moment(talk.now))
    if answer:
        ask_again_after(talk, talk.now)
        _also_others(talk, member)
    else:
        _forget_asking(talk)


def ask_again_after(talk: Talk, given_at: datetime) -> None:
    """Has this chat ask again before two years from then are over, by day (article 50(8); Decree, article 62-3)."""
    _forget_asking(talk)
    talk.later(ASKS_AGAIN, reminders.by_day(max(talk.now, due(given_at))), {})


def _also_others(talk: Talk, member: Member) -> None:
    """The member's other chats ask again as well, for this one may be gone by then; whoever asks quietens the rest."""
    for link in members.chats_of(talk.tx, member.id):
        other = Chat(link.channel, link.chat)
        if other != talk.chat:
            outbox.cancel(talk.tx, other.channel, other.id, "tick", ASKS_AGAIN)
            talk.says.append(Later(ASKS_AGAIN, reminders.by_day(due(talk.now)), chat=other))


def due(given_at: datetime) -> datetime:
    """When a consent that was given then is asked about again."""
    return given_at + _EVERY - MARKETING_ASKED_BEFORE


def linked(talk: Talk, member: Member) -> None:
    """A chat that begins to speak for a member asks again too: the consent may have been given on the web site."""
    last = last_answer(talk, member)
    if last and last.answer:
        ask_again_after(talk, last.answered_at)


def _forget_asking(talk: Talk) -> None:
    outbox.cancel(talk.tx, talk.chat.channel, talk.chat.id, "tick", ASKS_AGAIN)
