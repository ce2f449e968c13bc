"""Entities that Telegram finds in text by itself: commands, mentions, hashtags, addresses."""

import re
from typing import Any

from playground.units import utf16_length

JSON = dict[str, Any]
# One pass; the first alternative that matches at a place wins.
FOUND = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})"
    r"|(?P<url>(?<!\w)(?:https?://[^\s<>\"']+|(?:[A-Za-z0-9-]+\.)+(?:com|net|org|kr|io|me|dev)\b(?:/[^\s<>\"']*)?))"
    r"|(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}\b)"
    r"|(?P<hashtag>(?<!\w)#\w*[^\W\d]\w*)"
)
HINT = re.compile(r"[/@#.]")
OPAQUE = {"code", "pre", "text_link", "text_mention"}


def _overlaps(entity: JSON, others: list[JSON]) -> bool:
    start, end = entity["offset"], entity["offset"] + entity["length"]
    return any(o["type"] in OPAQUE and o["offset"] < end and start < o["offset"] + o["length"] for o in others)


def with_found(text: str, entities: list[JSON]) -> list[JSON]:
    """`entities` and those that Telegram would find in `text`, in order of place."""
    if not HINT.search(text):
        return entities
    added = []
    for found in FOUND.finditer(text):
        entity = {
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found.group()),
            "type": found.lastgroup,
        }
        if not _overlaps(entity, entities):
            added.append(entity)
    return sorted([*entities, *added], key=lambda entity: (entity["offset"], -entity["length"]))
