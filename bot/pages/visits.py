"""What a page may do inside the transaction of its turn: it is opened once, speaks for its own chat, and ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from bot.pages.problems import PageRefused
from conversations.pages import View
from storage import conversations, page_sessions
from storage.page_sessions import PageSession
from storage.transaction import Transaction


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
        """A page is bound to the flow that it was opened in; one for a password is there only while one is asked."""
        if not view.over:
            page_sessions.move(tx, self.token, view.flow)
        elif self.session.scope == "password":
            raise PageRefused("not_asked", view.language)
        else:
            page_sessions.close(tx, self.token)


@dataclass(frozen=True, slots=True)
class Comes:
    """A page that was opened before: `name` is what it does ("answers", "view", "leave")."""

    token: str
    name: str

    def enter(self, tx: Transaction) -> PageSession:
        """Of two requests at once, also at two workers, the second waits for the first to commit."""
        return known(tx, self.token)

    def leave(self, tx: Transaction, view: View) -> None:
        """What it was for is done: it ends in the same transaction, so that sending it again changes nothing."""
        if self.name == "leave" or (self.name == "answers" and view.over):
            page_sessions.close(tx, self.token)
        elif self.name == "answers":
            page_sessions.move(tx, self.token, view.flow)


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
