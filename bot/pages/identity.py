"""The page on which a provider's identity check opens: which check the chat waits for, and whether it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.pages.problems import PageRefused
from bot.pages.visits import known, language_of
from bot.serving.notified import fetch_soon
from bot.settings import Settings
from conversations.catalogue import texts
from conversations.flows.identity.asked import asked, passed
from gateways.identity import IdentityGateway, OpensOnOurPage
from storage import conversations, page_sessions
from storage.identity import IdentityCheck
from storage.outbox import Row
from storage.page_sessions import PageSession
from storage.transaction import Transaction

SCOPE = "identity"
WORDS = (
    "identity_page.title",
    "identity_page.intro",
    "identity_page.open",
    "identity_page.again",
    "identity_page.close",
    "identity_page.opening",
    "identity_page.looking",
    "identity_page.done",
    "identity_page.not_finished",
    "identity_page.failed",
    "identity_page.gone",
    "identity_page.no_window",
)


@dataclass(frozen=True, slots=True)
class IdentityPage:
    """Gives the page what the provider's script is called with; `address` is the page's own, to come back to."""

    gateway: OpensOnOurPage
    address: str

    def opens(self, tx: Transaction, session: PageSession, opening: str, token: str) -> dict[str, Any]:
        """The check and the page's words, once for each opening; raises PageRefused."""
        language = language_of(tx, session)
        if not page_sessions.begin(tx, session, opening, token):
            raise PageRefused("init_data_used", language)
        check = _asked(tx, session)
        if check is None or language is None:
            raise PageRefused("not_asked", language)
        words = {key.partition(".")[2]: texts(language).plain(key) for key in WORDS}
        return {"bearer": token, "check": self._data(check), "words": words, "language": language}

    def look(self, tx: Transaction, token: str) -> dict[str, Any]:
        """How the check stands: "ready" to be opened, "waiting" for its result, "done", or "gone" with its question."""
        session = known(tx, token, (SCOPE,))
        if page_sessions.fetching(tx, session):
            return {"view": {"state": "waiting", "check": None}}
        check = _asked(tx, session)
        if check is not None:
            return {"view": {"state": "ready", "check": self._data(check)}}
        row = conversations.peek(tx, session.channel, session.chat)
        return {"view": {"state": "done" if row and passed(tx, row) else "gone", "check": None}}

    def ended(self, tx: Transaction, token: str, worker: str) -> list[Row]:
        """The person says that the window is done with: the result is fetched into the chat, once at a time.

        Nothing is believed of what the browser says of it.
        """
        session = known(tx, token, (SCOPE,))
        check = _asked(tx, session)
        if check is None or page_sessions.fetching(tx, session):
            return []
        page_sessions.move(tx, token, session.flow)
        return fetch_soon(tx, check.ref, worker)

    def _data(self, check: IdentityCheck) -> dict[str, str]:
        return self.gateway.page_data(check.ref, self.address)


def _asked(tx: Transaction, session: PageSession) -> IdentityCheck | None:
    row = conversations.peek(tx, session.channel, session.chat)
    return None if row is None else asked(tx, row)


def identity_page(settings: Settings, gateway: IdentityGateway) -> IdentityPage | None:
    """The page of a provider that opens on one of ours; None for the others."""
    return IdentityPage(gateway, settings.page(SCOPE)) if isinstance(gateway, OpensOnOurPage) else None
