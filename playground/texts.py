"""The text or caption of a call, as Telegram reads it."""

from typing import Any

from telegram.constants import MessageLimit

from playground.autolinks import with_found
from playground.entities import parse_html
from playground.errors import bad
from playground.params import Params
from playground.units import utf16_length

JSON = dict[str, Any]
RAW_BYTES = 1 << 15


def _parsed(params: Params, name: str, entities_name: str) -> tuple[str, list[JSON]]:
    text, mode = params.text(name), params.text("parse_mode").lower()
    if len(text.encode("utf-8", "surrogatepass")) > RAW_BYTES:
        raise bad("text is too long")
    if mode == "html":
        return parse_html(text)
    if mode in {"markdown", "markdownv2"}:
        raise bad("unsupported parse_mode: the playground reads HTML only")
    if mode and mode != "none":
        raise bad("unsupported parse_mode")
    entities = params.decoded(entities_name, "message entities")
    return text, [_entity(entity) for entity in entities] if isinstance(entities, list) else []


def _entity(entity: Any) -> JSON:
    if not isinstance(entity, dict):
        raise bad("can't parse MessageEntity: expected an Object")
    for name, kind in (("offset", int), ("length", int), ("type", str)):
        if not isinstance(entity.get(name), kind):
            raise bad(f"can't parse MessageEntity: Can't find field \"{name}\"")
    return entity


def _trimmed(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    """Without the white space around it; entities move along."""
    stripped = text.strip()
    if stripped == text:
        return text, entities
    cut, size = utf16_length(text[: len(text) - len(text.lstrip())]), utf16_length(stripped)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - cut)
        end = min(size, entity["offset"] - cut + entity["length"])
        if end > start:
            moved.append(entity | {"offset": start, "length": end - start})
    return stripped, moved


def read_text(params: Params) -> JSON:
    """`text` and `entities` of a message; raises ApiError when empty, too long or not to be parsed."""
    if not params.text("text"):
        raise bad("message text is empty")
    text, entities = _trimmed(*_parsed(params, "text", "entities"))
    if not text:
        raise bad("text must be non-empty")
    if utf16_length(text) > MessageLimit.MAX_TEXT_LENGTH:
        raise bad("message is too long")
    return {"text": text, "entities": with_found(text, entities)}


def read_caption(params: Params) -> JSON:
    """`caption` and `caption_entities`, both empty without a caption."""
    text, entities = _trimmed(*_parsed(params, "caption", "caption_entities"))
    if utf16_length(text) > MessageLimit.CAPTION_LENGTH:
        raise bad("message caption is too long")
    return {"caption": text, "caption_entities": with_found(text, entities)}
