"""The whole state of the playground, in memory and on its way to disk."""

import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from playground.events import Events
from playground.files import Files
from playground.models import Bot, Chat, Kept, Person
from playground.seeds import PEOPLE
from playground.store import Store
from playground.tokens import bot_id

JSON = dict[str, Any]
FIRST_PERSON = 7_100_000_001
# After a crash the last second's numbers may be missing on disk; numbers that were given out must not come again.
SKIP_AFTER_RESTART = 1000
SMS_KEPT = 50


class State:
    """People, bots, chats, files and phones; `directory` None keeps it in memory only."""

    def __init__(self, directory: Path | None, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.store = Store(directory)
        self.files = Files(directory, self.store)
        self.events = Events(int(time.time() * 1000) if directory else 0)
        self.people = {int(key): Person(**body) for key, body in self.store.load("person")}
        self.phones: dict[str, list[JSON]] = defaultdict(list, self.store.load("phone"))
        self.identities: dict[str, JSON] = dict(self.store.load("identity"))
        self.bots: dict[int, Bot] = {}
        self.on_update: Callable[[Bot, JSON], None] = lambda bot, update: None
        self.on_webhook: Callable[[Bot], None] = lambda bot: None
        self._restore_bots()
        if not self.people:
            self._seed()

    def _restore_bots(self) -> None:
        for key, body in self.store.load("bot"):
            self.bots[int(key)] = bot = Bot.restored(body)
            bot.next_update += SKIP_AFTER_RESTART
        for _, body in self.store.load("chat"):
            owner = self.bots[body.pop("bot")]
            owner.chats[body["id"]] = Chat(**body)
        messages = sorted(self.store.load("message"), key=lambda row: _numbers(row[0]))
        for key, body in messages:
            owner_id, chat, number = _numbers(key)
            owner = self.bots[owner_id]
            owner.chats[chat].messages[number] = Kept(**body)
            owner.next_message = max(owner.next_message, number + 1)
        for key, update in sorted(self.store.load("update"), key=lambda row: _numbers(row[0])):
            self.bots[_numbers(key)[0]].updates[update["update_id"]] = update

    def _seed(self) -> None:
        for person in PEOPLE:
            self.add_person(**person)

    def now(self) -> int:
        """Telegram's time: whole seconds since 1970."""
        return int(self.clock())

    def add_person(self, **facts: str) -> Person:
        """Somebody new in the messenger."""
        person = Person(id=max(self.people, default=FIRST_PERSON - 1) + 1, **facts)
        self.people[person.id] = person
        self.store.put("person", person.id, person.shown)
        self.events.emit(person.id, "person", person=person.shown())
        return person

    def bot(self, token: str) -> Bot:
        """The bot of a token; a new one is set up at its first call."""
        number = bot_id(token)
        if number not in self.bots:
            # Update ids begin at random, as Telegram's do: another playground's must not look like repeats.
            self.bots[number] = Bot(number, token, next_update=100_000_000 + secrets.randbelow(400_000_000))
            self.save_bot(self.bots[number])
        return self.bots[number]

    def chat(self, bot: Bot, chat_id: int) -> Chat | None:
        """A chat of the bot, None where there is neither such a person nor such a group."""
        if chat_id not in bot.chats and chat_id in self.people:
            bot.chats[chat_id] = Chat(chat_id, members=[chat_id])
        return bot.chats.get(chat_id)

    def chat_json(self, chat: Chat) -> JSON:
        """The Bot API's Chat."""
        if not chat.private:
            return {"id": chat.id, "type": "group", "title": chat.title, "all_members_are_administrators": False}
        user = self.people[chat.id].user()
        named = ("first_name", "last_name", "username")
        return {"id": chat.id, "type": "private"} | {key: user[key] for key in named if key in user}

    def save_bot(self, bot: Bot) -> None:
        """Marks the bot's own settings and counters for writing."""
        self.store.put("bot", bot.id, bot.kept)

    def save_chat(self, bot: Bot, chat: Chat) -> None:
        """Marks the chat for writing, its messages apart."""
        self.store.put("chat", f"{bot.id}:{chat.id}", lambda: chat.kept() | {"bot": bot.id})

    def keep_message(self, bot: Bot, chat: Chat, kept: Kept, event: str = "message") -> None:
        """Puts a new or changed message into the chat and tells who looks at it."""
        number = kept.message["message_id"]
        chat.messages[number] = kept
        self.store.put(
            "message",
            f"{bot.id}:{chat.id}:{number}",
            {"message": kept.message, "from_bot": kept.from_bot, "fixed": kept.fixed},
        )
        self.save_chat(bot, chat)
        self.events.emit(chat.id, event, bot=bot.id, message=kept.shown())

    def drop_message(self, bot: Bot, chat: Chat, number: int) -> None:
        """Takes a message away for both sides."""
        del chat.messages[number]
        self.store.put("message", f"{bot.id}:{chat.id}:{number}", None)
        self.events.emit(chat.id, "delete", bot=bot.id, message_id=number)

    def new_message(self, bot: Bot, chat: Chat, sender: JSON, content: JSON) -> JSON:
        """A Message object with the next number, not yet in the chat."""
        number, bot.next_message = bot.next_message, bot.next_message + 1
        self.save_bot(bot)
        return {
            "message_id": number,
            "from": sender,
            "chat": self.chat_json(chat),
            "date": self.now(),
        } | {key: value for key, value in content.items() if value not in (None, "", [])}

    def add_toast(self, bot: Bot, chat: int, toast: JSON) -> None:
        """An answer to a press, as the person sees it."""
        bot.toasts.setdefault(chat, []).append(toast)
        self.events.emit(chat, "toast", bot=bot.id, **toast)

    def emit_bot(self, bot: Bot) -> None:
        """Tells everybody that the bot's name or description is another, also who has not spoken with it yet."""
        for chat in {**bot.chats, **self.people}:
            self.events.emit(chat, "bot", bot=bot.id, name=bot.name)

    def owners(self, number: str) -> Iterable[Person]:
        """People with this phone number."""
        return [person for person in self.people.values() if person.phone == number]

    def sms(self, number: str, text: str) -> JSON:
        """A text message arrives on a phone."""
        message = {"text": text, "at": self.now()}
        self.phones[number] = [*self.phones[number], message][-SMS_KEPT:]
        self.store.put("phone", number, self.phones[number])
        for chat in [person.id for person in self.owners(number)] or [0]:
            self.events.emit(chat, "sms", number=number, **message)
        return message


def _numbers(key: str) -> tuple[int, ...]:
    return tuple(int(part) for part in key.split(":"))
