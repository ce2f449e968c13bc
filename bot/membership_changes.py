"""What Telegram tells of the bot's own place in a chat: who has blocked it, and who lets it in again."""

from __future__ import annotations

from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatMemberStatus, ChatType

from bot.reading import CHANNEL
from conversations.events import Chat, Event, Kind
from storage import chats
from storage.transaction import Transaction

_OUT = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether messages reach a private chat from now on."""

    chat: Chat
    reached: bool

    def note(self, tx: Transaction) -> None:
        """Keeps it with the member that the chat speaks for; of other chats there is nothing to keep."""
        mark = chats.mark_reachable if self.reached else chats.mark_unreachable
        mark(tx, self.chat.channel, self.chat.id)


def reach_of(update: Update) -> Reach | None:
    """What an update tells of the bot's place in a private chat, if anything (Bot API, my_chat_member).

    /start is what Telegram sends for who lets the bot in again, also where the change itself was missed.
    """
    change, message = update.my_chat_member, update.message
    if change is not None and change.chat.type == ChatType.PRIVATE:
        return Reach(Chat(CHANNEL, str(change.chat.id)), change.new_chat_member.status not in _OUT)
    if message is not None and message.chat.type == ChatType.PRIVATE and (message.text or "").startswith("/start"):
        return Reach(Chat(CHANNEL, str(message.chat.id)), reached=True)
    return None


def reach_of_start(event: Event) -> Reach | None:
    """The same of a plain event from a private chat."""
    begins = (event.typed or event.text).startswith("/start")
    return Reach(event.chat, reached=True) if begins and event.kind in (Kind.TEXT, Kind.COMMAND) else None
