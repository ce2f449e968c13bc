"""What people send besides text, as realistic parts of Bot API messages."""

import secrets
from collections.abc import Callable
from typing import Any

from playground.errors import PersonError
from playground.files import StoredFile, image_size
from playground.methods.media import document, photo_sizes
from playground.models import Person
from playground.state import State

JSON = dict[str, Any]


def _media(kind: str, mime: str, content: bytes = b"\0" * 64) -> Callable[[State], JSON]:
    return lambda state: state.files.add(content, kind, mime=mime).ids() | {"mime_type": mime, "duration": 3}


def _sticker(state: State) -> JSON:
    file = state.files.add(b"RIFF\0\0\0\0WEBP", "sticker", mime="image/webp")
    looks = {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍", "set_name": "Playground"}
    return {"sticker": file.ids() | {"width": 512, "height": 512} | looks}


def _voice(state: State) -> JSON:
    return {"voice": _media("voice", "audio/ogg")(state)}


def _audio(state: State) -> JSON:
    return {"audio": _media("audio", "audio/mpeg")(state) | {"title": "Song", "performer": "Somebody"}}


def _video(state: State) -> JSON:
    return {"video": _media("video", "video/mp4")(state) | {"width": 640, "height": 360}}


def _video_note(state: State) -> JSON:
    note = _media("video", "video/mp4")(state) | {"length": 240}
    return {"video_note": {key: value for key, value in note.items() if key != "mime_type"}}


def _animation(state: State) -> JSON:
    shown = _media("document", "video/mp4")(state) | {"width": 320, "height": 240, "file_name": "animation.mp4"}
    # Telegram repeats an animation as a document for older bots.
    return {
        "animation": shown,
        "document": {k: v for k, v in shown.items() if k not in {"width", "height", "duration"}},
    }


def _location(state: State) -> JSON:
    return {"location": {"latitude": 37.4637, "longitude": 127.0426}}


def _venue(state: State) -> JSON:
    return {"venue": _location(state) | {"title": "KOTRA", "address": "서울 서초구 헌릉로 13"}} | _location(state)


def _dice(state: State) -> JSON:
    return {"dice": {"emoji": "🎲", "value": 1 + secrets.randbelow(6)}}


def _poll(state: State) -> JSON:
    options = [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("A", "B")]
    poll = {"id": str(secrets.randbits(60)), "question": "?", "options": options, "total_voter_count": 0}
    rules = {"is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False}
    return {"poll": poll | rules | {"allows_revoting": True, "members_only": False}}


def _forward(state: State) -> JSON:
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": state.now()}
    return {"forward_origin": origin, "text": "Forwarded words"}


KINDS: dict[str, Callable[[State], JSON]] = {
    "sticker": _sticker,
    "voice": _voice,
    "audio": _audio,
    "video": _video,
    "video_note": _video_note,
    "animation": _animation,
    "location": _location,
    "venue": _venue,
    "dice": _dice,
    "poll": _poll,
    "forward": _forward,
}


def other(state: State, kind: str) -> JSON:
    """The part of a message that makes it a sticker, a voice message, …"""
    if kind not in KINDS:
        raise PersonError(400, f"kind is one of {', '.join(KINDS)}")
    return KINDS[kind](state)


def contact(person: Person, wanted: JSON) -> JSON:
    """A contact card: the person's own, or another number with no user_id or with somebody else's."""
    own = wanted.get("phone_number") in {None, person.phone}
    phone = wanted.get("phone_number") or person.phone
    if not phone:
        raise PersonError(409, "this person has no phone number")
    user_id = wanted.get("user_id", person.id if own else None)
    named = {"first_name": wanted.get("first_name") or person.first_name, "last_name": person.last_name if own else ""}
    # Phones send the own number without a plus, other cards as they lie in the address book.
    card = {"phone_number": phone.removeprefix("+") if "phone_number" not in wanted else phone, "user_id": user_id}
    return {"contact": {key: value for key, value in (card | named).items() if value}}


def uploaded(state: State, file: StoredFile) -> JSON:
    """The part of a message that carries an uploaded file."""
    if file.kind == "photo":
        if not image_size(state.files.content(file)):
            raise PersonError(400, "this is no picture: PNG, JPEG, GIF or WebP")
        return {"photo": photo_sizes(state, file)}
    if file.kind == "document":
        return {"document": document(file)}
    timed = {"duration": 3} | ({"width": 640, "height": 360} if file.kind == "video" else {})
    return {file.kind: document(file) | timed}
