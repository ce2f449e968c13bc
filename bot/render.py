"""What a conversation says, as finished Bot API calls for the outbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from conversations.catalogue import Html
from conversations.events import Chat, Event, Kind
from conversations.says import Amend, Button, Call, Card, Document, Erase, Later, Note, Rows, Saying, Toast
from storage.outbox import NewRow

LONGEST = 4096  # UTF-16 units of one message's text (Bot API, sendMessage)
LONGEST_TOAST = 200  # characters (Bot API, answerCallbackQuery)
_TAG = re.compile(r"<[^<>]*>")
_LETTER = re.compile(r"&#?\w+;|.")  # an escaped letter is one letter


@dataclass(slots=True)
class Rendered:
    """The rows of one turn in the order they leave; `card` is the index of the row that sends a new card."""

    rows: list[NewRow] = field(default_factory=list)
    card: int | None = None


def render(says: list[Saying], event: Event, old_card: int | None, *, on_copy: bool = False) -> Rendered:
    """Makes the rows of one turn; `old_card` is the outbox id of the card that the chat shows now.

    `on_copy`: the press was on another copy of that card.
    """
    done = Rendered()
    if event.kind is Kind.PRESS:
        done.rows.append(_answer_to_press(says, event))
    if any(isinstance(saying, Note) and saying.closes_keyboard for saying in says):
        # The card that opened a reply keyboard has no buttons of its own, and Telegram lets nobody edit it.
        old_card = None
    for saying in says:
        if isinstance(saying, Card):
            _card(done, saying, event, old_card, on_copy)
        else:
            done.rows += _plain(saying, event)
    return done


def render_notes(notes: Iterable[Note]) -> list[NewRow]:
    """Makes the rows of messages to chats in which nothing was just said or pressed."""
    return [row for note in notes if note.chat is not None for row in _note(note, note.chat)]


def _plain(saying: Note | Document | Amend | Toast | Erase | Call | Later, event: Event) -> list[NewRow]:
    here = event.chat
    match saying:
        case Note():
            return _note(saying, saying.chat or here)
        case Amend():
            return _amend(saying, event)
        case Erase():
            return [_telegram(here, "deleteMessage", {"message_id": saying.message_id})]
        case Document() | Call() | Later():
            return [_single(saying, here)]
        case Toast():
            return []  # said in the answer to the press


def _answer_to_press(says: list[Saying], event: Event) -> NewRow:
    words = " ".join(saying.text for saying in says if isinstance(saying, Toast))[:LONGEST_TOAST]
    body = {"callback_query_id": event.data["query_id"], **({"text": words} if words else {})}
    return _row(event.chat, "telegram", "answerCallbackQuery", body)


def _note(note: Note, chat: Chat) -> list[NewRow]:
    bodies: list[dict[str, Any]] = [_text(part) for part in parts(note.text)]
    if note.closes_keyboard:
        bodies[-1]["reply_markup"] = {"remove_keyboard": True}
    elif note.rows:
        bodies[-1]["reply_markup"] = _inline(note.rows)
    rows = [_telegram(chat, "sendMessage", body) for body in bodies]
    return [_file(note.file, chat), *rows] if note.file else rows


def _amend(amend: Amend, event: Event) -> list[NewRow]:
    first, *more = parts(amend.text)
    body = {"message_id": event.message_id, **_text(first), "reply_markup": _inline(amend.rows)}
    rest = [_telegram(event.chat, "sendMessage", _text(part)) for part in more]
    return [_telegram(event.chat, "editMessageText", body), *rest]


def _file(file: tuple[str, str], chat: Chat) -> NewRow:
    """A file that the messenger has already, by the messenger's own id of it."""
    kind, file_id = file
    return _telegram(chat, "sendPhoto" if kind == "photo" else "sendDocument", {kind: file_id})


def _single(saying: Document | Call | Later, here: Chat) -> NewRow:
    match saying:
        case Document():
            return _own_file(saying, here)
        case Call():
            return _row(here, "service", saying.service, dict(saying.data))
        case Later():
            return _row(saying.chat or here, "tick", saying.name, dict(saying.data), due_at=saying.due)


def _own_file(document: Document, chat: Chat) -> NewRow:
    """A file that the messenger does not have yet: `upload` comes first, by which the transport knows it."""
    upload = {"upload": {"name": document.name, "content": document.content}}
    said = {"chat_id": int(chat.id), "caption": document.caption, "parse_mode": "HTML"}
    return _row(chat, "telegram", "sendDocument", {**upload, **said})


def _card(done: Rendered, card: Card, event: Event, old_card: int | None, on_copy: bool) -> None:
    *before, last = parts(card.text)
    if card.edit and not before:
        done.rows += _edit(card, last, event, old_card, on_copy)
        return
    done.rows += [_telegram(event.chat, "sendMessage", _text(part)) for part in before]
    done.card = len(done.rows)
    markup = _contact_keyboard(card) if card.contact else _inline(card.rows)
    body = {**_text(last), **({"reply_markup": markup} if markup else {})}
    done.rows.append(_telegram(event.chat, "sendMessage", body, keep=True))
    if old_card is not None:
        done.rows.append(_telegram(event.chat, "editMessageReplyMarkup", {"reply_markup": _inline(())}, about=old_card))


def _edit(card: Card, text: Html, event: Event, old_card: int | None, on_copy: bool) -> list[NewRow]:
    body = {**_text(text), "reply_markup": _inline(card.rows)}
    if event.kind is not Kind.PRESS:
        return [_telegram(event.chat, "editMessageText", body, about=old_card)]
    pressed = {"message_id": event.message_id}
    if not on_copy:
        return [_telegram(event.chat, "editMessageText", {**pressed, **body})]
    # A crash between sending and mark leaves a card twice in the chat. The question goes on in the last, which is what
    # the person looks at and what later rows are about.
    emptied = _telegram(event.chat, "editMessageReplyMarkup", {**pressed, "reply_markup": _inline(())})
    return [emptied, _telegram(event.chat, "editMessageText", body, about=old_card)]


def _text(text: str) -> dict[str, Any]:
    return {"text": text, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def _inline(rows: Rows) -> dict[str, Any]:
    return {"inline_keyboard": [[_button(button) for button in row] for row in rows]}


def _button(button: Button) -> dict[str, Any]:
    if button.web_app:
        return {"text": button.text, "web_app": {"url": button.web_app}}
    action = {"url": button.url} if button.url else {"callback_data": button.press}
    return {"text": button.text, **action}


def _contact_keyboard(card: Card) -> dict[str, Any]:
    share = [{"text": card.contact, "request_contact": True}]
    return {
        "keyboard": [share, [{"text": word} for word in card.words]],
        "resize_keyboard": True,
        "one_time_keyboard": True,
    }


def parts(text: Html) -> list[Html]:
    """A text in pieces that each fit into one message, broken between lines; mark-up never spans lines."""
    pieces = [""]
    for line in _lines(text):
        longer = f"{pieces[-1]}\n{line}" if pieces[-1] else line
        if units(longer) <= LONGEST:
            pieces[-1] = longer
        else:
            pieces.append(line)
    return [Html(piece) for piece in pieces]


def _lines(text: str) -> Iterator[str]:
    """The lines of a text; one too long for a message is cut, and loses its mark-up so that none is left open."""
    for line in text.split("\n"):
        if units(line) <= LONGEST:
            yield line
        else:
            yield from _cut(_LETTER.findall(_TAG.sub("", line)))


def _cut(letters: Iterable[str]) -> Iterator[str]:
    piece: list[str] = []
    left = LONGEST
    for letter in letters:
        if units(letter) > left:
            yield "".join(piece)
            piece, left = [], LONGEST
        piece.append(letter)
        left -= units(letter)
    yield "".join(piece)


def units(text: str) -> int:
    """A text's length as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _telegram(chat: Chat, method: str, body: dict[str, Any], *, about: int | None = None, keep: bool = False) -> NewRow:
    return _row(chat, "telegram", method, {"chat_id": int(chat.id), **body}, about=about, keep=keep)


def _row(chat: Chat, route: str, method: str, body: dict[str, Any], **more: Any) -> NewRow:
    return NewRow(channel=chat.channel, chat=chat.id, route=route, method=method, payload=orjson.dumps(body), **more)
