"""What a page may do inside the transaction of its turn: it is opened once, speaks for its own chat, and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.pages.problems import PageRefused
from conversations.pages import View
from conversations.state import State
from storage import conversations, page_sessions
from storage.conversations import ConversationRow
from storage.page_sessions import PageSession
from storage.transaction import Transaction

Place = tuple[str | None, str | None]


class Visit(Protocol):
    """One request of a page; both raise PageRefused, which undoes the whole turn."""

    def enter(self, tx: Transaction) -> PageSession:
        """Whose page it is, before anything is done for it."""

    def leave(self, tx: Transaction, view: View) -> None:
        """What becomes of the page now that its turn has led to this view."""


@dataclass(frozen=True, slots=True)
class Opens:
    """A page that is being opened by `opening`; from now on it is known by `token`."""

    session: PageSession
    opening: str
    token: str

    def enter(self, tx: Transaction) -> PageSession:
        """Each opening serves once."""
        if not page_sessions.begin(tx, self.session, self.opening, self.token):
            raise PageRefused("init_data_used", language_of(tx, self.session))
        return self.session

    def leave(self, tx: Transaction, view: View) -> None:
        """A page is bound to where the chat is; one for a password is there only while the chat asks for one."""
        if not view.over:
            page_sessions.move(tx, self.token, *_place(tx, self.session))
        elif self.session.scope == "password":
            raise PageRefused("not_asked", view.language)
        else:
            page_sessions.close(tx, self.token)


@dataclass(frozen=True, slots=True)
class Comes:
    """A page that was opened before: `name` is what it does ("answers", "view", "leave"), `done`: it wants to end."""

    token: str
    name: str
    done: bool = False

    def enter(self, tx: Transaction) -> PageSession:
        """Answers are taken for what the page was showing, and for nothing that the chat has come to since."""
        session = known(tx, self.token)
        if self.name == "answers" and not _still_there(session, _place(tx, session)):
            raise PageRefused("session_over", language_of(tx, session))
        return session

    def leave(self, tx: Transaction, view: View) -> None:
        """What it was for is done: it ends in the same transaction, so that sending it again changes nothing."""
        if self.name == "view":
            return
        finished = self.done and not any(field.problem or field.doubt for field in view.fields)
        if self.name == "leave" or view.over or finished:
            page_sessions.close(tx, self.token)
            return
        session = page_sessions.find(tx, self.token)
        assert session is not None
        page_sessions.move(tx, self.token, *_place(tx, session))


def known(tx: Transaction, token: str, scopes: Iterable[str] = ("form", "password")) -> PageSession:
    """The page of this token, held until the commit; raises PageRefused: unknown, of another kind, or over."""
    session = page_sessions.find(tx, token)
    if session is None or session.scope not in scopes:
        raise PageRefused("session_unknown")
    if session.over:
        raise PageRefused("session_over", language_of(tx, session))
    return session


def language_of(tx: Transaction, session: PageSession) -> str | None:
    """The language of the chat; None where it has none yet."""
    row = conversations.outline(tx, session.channel, session.chat)
    return row.language if row else None


def _place(tx: Transaction, session: PageSession) -> Place:
    """Where the chat is, and is held until the commit: what it is told meanwhile waits."""
    row = conversations.load(tx, session.channel, session.chat)
    return (_form_of(row), row.step) if row else (None, None)


def _form_of(row: ConversationRow) -> str | None:
    """The flow that lies over the menu: a page of one must not answer another that was begun since."""
    frames = State.from_bytes(row.state).frames if row.state else []
    return frames[1].flow if len(frames) > 1 else row.flow


def _still_there(session: PageSession, place: Place) -> bool:
    """Whether the chat is in the same form, and for a password at the same step."""
    was = (session.flow, session.step)
    return place == was if session.scope == "password" else place[0] == was[0]
