"""Who asks a question: in a chat (`Talk` is one), or staff at the command line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from conversations.catalogue import Texts, texts
from conversations.talk import in_words, moment_in_words
from storage.member_rows import Member
from storage.transaction import Transaction


class Asker(Protocol):
    """What an answer needs of who asks; the store is looked into only for a member."""

    @property
    def tx(self) -> Transaction: ...
    @property
    def text(self) -> Texts: ...
    @property
    def member(self) -> Member | None: ...
    @property
    def now(self) -> datetime: ...
    @property
    def sends_sms(self) -> bool: ...
    def date(self, day: date | datetime) -> str: ...
    def moment(self, at: datetime) -> str: ...


class Caller:
    """Somebody who asks without a chat: as a member, or (with neither) as somebody who has no account.

    `sends_sms`: whether codes can be sent by SMS where they ask.
    """

    def __init__(
        self, language: str, tx: Transaction | None = None, member: Member | None = None, *, sends_sms: bool = True
    ) -> None:
        self._tx = tx
        self.text = texts(language)
        self.member = member
        self.sends_sms = sends_sms

    @property
    def tx(self) -> Transaction:
        """The transaction; who has no account is never looked up."""
        if self._tx is None:
            raise LookupError("nobody without an account is looked up in the store")
        return self._tx

    @property
    def now(self) -> datetime:
        """The time of the transaction, UTC."""
        return self.tx.now

    def date(self, day: date | datetime) -> str:
        """A day in words."""
        return in_words(self.text, day)

    def moment(self, at: datetime) -> str:
        """A moment in words."""
        return moment_in_words(self.text, at)
