"""One turn inside one transaction: an update, a service's answer or a tick through its conversation to the outbox."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.membership_changes import Reach
from bot.pages.visits import Visit
from bot.render import Rendered, render
from conversations.catalogue import language_for, texts
from conversations.course import Course, Place
from conversations.engine import Engine, Turn
from conversations.events import Chat, Event, Kind
from conversations.pages import View
from conversations.says import Erase, Note, Saying
from storage import conversations, outbox, updates
from storage.conversations import ConversationRow
from storage.errors import WrongKey
from storage.keyring import SealBroken
from storage.outbox import Row
from storage.transaction import Transaction


@dataclass(slots=True)
class Turns:
    """Takes one turn for one bot; `worker` is who may send at once what it puts into the outbox.

    What the turn that was committed came to is left in `outcome` (see `bot/metrics.py`) and `course`, and in `view`
    what a page shows from now on.
    """

    engine: Engine
    bot_id: str
    worker: str
    outcome: str = "handled"
    course: Course | None = None
    view: View | None = None

    def take_update(self, tx: Transaction, number: int, event: Event | None, reach: Reach | None = None) -> list[Row]:
        """Takes an update once: a repeat ends at the mark. Raises what the engine raises, `Needs` among it."""
        self.outcome, self.course = "handled", None
        if not updates.mark_seen(tx, self.bot_id, number):
            self.outcome = "repeated"
            return []
        if reach is not None:
            reach.note(tx)
        return [] if event is None else self._converse(tx, event)

    def pass_over(self, tx: Transaction, number: int) -> None:
        """An update that nothing can be done about is only marked as seen."""
        self.outcome = "failed"
        updates.mark_seen(tx, self.bot_id, number)

    def take_signal(self, tx: Transaction, row_id: int, event: Event) -> list[Row]:
        """Takes a service's answer or a tick, and the outbox row that it came of, out of the world."""
        return self._converse(tx, event) if outbox.remove(tx, row_id) else []

    def take_page(self, tx: Transaction, event: Event, visit: Visit) -> list[Row]:
        """Takes what a page sent, for the chat that it speaks for; raises PageRefused, and what the engine raises."""
        session = visit.enter(tx)
        page = {"scope": session.scope, "flow": session.flow}
        chat = Chat(session.channel, session.chat)
        rows = self._converse(tx, replace(event, chat=chat, data={**event.data, **page}))
        assert self.view is not None, "a page's turn led to no view"
        visit.leave(tx, self.view)
        return rows

    def apologise(self, tx: Transaction, number: int, event: Event | None) -> list[Row]:
        """Our own error: the update is not tried for ever, the person is told, and nothing they gave is touched."""
        self.outcome, self.course = "failed", None
        if not updates.mark_seen(tx, self.bot_id, number) or event is None or not event.private:
            return []
        row = conversations.outline(tx, event.chat.channel, event.chat.id)
        self.course = Course((place := _place(row)), now=place)
        says: list[Saying] = [Note(texts(row.language if row else language_for(event.lang))("error.ours"))]
        if row and event.message_id and event.kind is not Kind.PRESS and self.engine.asks_secret(row):
            says.append(Erase(event.message_id))
        return outbox.add(tx, render(says, event, None).rows, lease_for=self.worker)

    def _converse(self, tx: Transaction, event: Event) -> list[Row]:
        row = _conversation(tx, event)
        turn = self.engine.handle(tx, event, row)
        self.course, self.view = turn.course, turn.view
        card = row.card if row else None
        return self._keep(tx, turn, render(turn.says, event, card, on_copy=_is_on_copy(tx, event, card)))

    def _keep(self, tx: Transaction, turn: Turn, rendered: Rendered) -> list[Row]:
        added = outbox.add(tx, rendered.rows, lease_for=self.worker) if rendered.rows else []
        if turn.row is not None:
            card = turn.row.card if rendered.card is None else added[rendered.card].id
            conversations.save(tx, replace(turn.row, card=card))
        return added


def _conversation(tx: Transaction, event: Event) -> ConversationRow | None:
    """This chat's conversation; where it cannot be read any more, /start begins it anew, and nothing else does."""
    chat = event.chat
    try:
        return conversations.load(tx, chat.channel, chat.id)
    except (SealBroken, WrongKey):
        if event.kind is not Kind.COMMAND or event.name != "start":
            raise
        return conversations.outline(tx, chat.channel, chat.id)


def _place(row: ConversationRow | None) -> Place:
    return (row.flow or "", row.step or "") if row else ("", "")


def _is_on_copy(tx: Transaction, event: Event, card: int | None) -> bool:
    """Whether a press was on another message than the one that the card is known as, or will be when it is marked."""
    if event.kind is not Kind.PRESS or card is None or event.message_id is None:
        return False
    return outbox.is_another(tx, card, event.message_id)
