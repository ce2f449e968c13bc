"""Telegram's HTML mark-up into text and entities (Bot API, "HTML style"), with Telegram's objections."""

import re
from dataclasses import dataclass, field
from typing import Any

from playground.errors import bad
from playground.links import checked_link, mentioned_user
from playground.units import utf16_length

JSON = dict[str, Any]
STYLES = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = {*STYLES, "a", "code", "pre", "blockquote", "tg-emoji", "tg-time"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))|([A-Za-z]+));?")
PLAIN = re.compile(r"[^<&]+")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']+)(?:\s*(=)\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]*)))?")
CLOSING = re.compile(r"([^\s>]*)\s*")


@dataclass(slots=True)
class Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int
    piece: int


@dataclass(slots=True)
class HtmlReader:
    """Reads one text; `pieces` is what was read, `units` its length in UTF-16 units."""

    source: str
    pieces: list[str] = field(default_factory=list)
    entities: list[JSON] = field(default_factory=list)
    units: int = 0
    stack: list[Open] = field(default_factory=list)

    def read(self) -> tuple[str, list[JSON]]:
        position = 0
        while position < len(self.source):
            position = self._step(position)
        if self.stack:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].tag}"')
        self.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        return "".join(self.pieces), self.entities

    def _step(self, position: int) -> int:
        char = self.source[position]
        if char == "&":
            return self._reference(position)
        if char != "<":
            return self._plain(position)
        return self._end(position) if self.source.startswith("</", position) else self._start(position)

    def _add(self, text: str) -> None:
        self.pieces.append(text)
        self.units += utf16_length(text)

    def _plain(self, position: int) -> int:
        found = PLAIN.match(self.source, position)
        self._add(found.group() if found else self.source[position])
        return found.end() if found else position + 1

    def _reference(self, position: int) -> int:
        found = REFERENCE.match(self.source, position)
        char = _referred(found) if found else ""
        self._add(char or "&")
        return found.end() if found and char else position + 1

    def _start(self, position: int) -> int:
        name = TAG_NAME.match(self.source, position + 1)
        end = name.end() if name else position + 1
        if end >= len(self.source):
            raise self._at("Unclosed start tag", position)
        tag = self.source[position + 1 : end].lower()
        if tag not in TAGS:
            raise self._at(f'Unsupported start tag "{tag}"', position)
        attributes, end = self._attributes(tag, end, position)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._at('Tag "span" must have class "tg-spoiler"', position)
        self.stack.append(Open(tag, attributes, self.units, len(self.pieces)))
        return end + 1

    def _attributes(self, tag: str, position: int, begin: int) -> tuple[dict[str, str], int]:
        attributes: dict[str, str] = {}
        while True:
            position += len(self.source[position:]) - len(self.source[position:].lstrip())
            if position >= len(self.source):
                raise self._at(f'Unclosed start tag "{tag}"', begin)
            if self.source[position] == ">":
                return attributes, position
            found = ATTRIBUTE.match(self.source, position)
            if not found:
                raise self._at(f'Empty attribute name in the tag "{tag}"', begin)
            attributes[found[1]] = _attribute_value(found)
            position = found.end()
            self._check_value(found, tag, begin)

    def _check_value(self, found: re.Match[str], tag: str, begin: int) -> None:
        """What stands without quotes ends at white space; what stands in quotes ends at all."""
        following = self.source[found.end() : found.end() + 1]
        if following in {'"', "'"} and not found[5]:
            raise self._at(f'Unclosed start tag "{tag}"', begin)
        if found[5] and not (following.isspace() or following in {">", ""}):
            raise self._at("Unexpected end of name token", found.start(5))

    def _end(self, position: int) -> int:
        if not self.stack:
            raise self._at("Unexpected end tag", position)
        found = CLOSING.match(self.source, position + 2)
        end = found.end() if found else position + 2
        if self.source[end : end + 1] != ">":
            raise self._at("Unclosed end tag", position)
        tag, expected = found[1].lower() if found else "", self.stack[-1].tag
        if tag and tag != expected:
            raise self._at("Unmatched end tag", position, f', expected "</{expected}>", found "</{tag}>"')
        self._close(self.stack.pop())
        return end + 1

    def _close(self, opened: Open) -> None:
        span = {"offset": opened.offset, "length": self.units - opened.offset}
        if not span["length"]:
            return
        inner = "".join(self.pieces[opened.piece :])
        if opened.tag in {"pre", "code"} and self._join_code(opened, span):
            return
        if entity := _entity(opened, inner):
            self.entities.append(entity | span)

    def _join_code(self, opened: Open, span: JSON) -> bool:
        """<pre><code class="language-x"> is one entity with a language."""
        last = self.entities[-1] if self.entities else {}
        if {key: last.get(key) for key in span} != span or {opened.tag, last["type"]} != {"pre", "code"}:
            return False
        language = opened.attributes.get("class", "").removeprefix("language-") or last.get("language", "")
        if not language:
            return False
        last.update(type="pre", language=language)
        return True

    def _at(self, what: str, position: int, more: str = "") -> Exception:
        return _wrong(f"{what} at byte offset {len(self.source[:position].encode('utf-8', 'surrogatepass'))}{more}")


def _wrong(why: str) -> Exception:
    return bad(f"can't parse entities: {why}")


def _referred(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF else ""


def _attribute_value(found: re.Match[str]) -> str:
    quoted = next((value for value in found.groups()[2:4] if value is not None), None)
    if quoted is None:
        return (found[5] or "").lower()
    return REFERENCE.sub(lambda reference: _referred(reference) or reference.group(), quoted)


def _entity(opened: Open, inner: str) -> JSON | None:
    if opened.tag == "a":
        return _link(opened.attributes.get("href") or inner)
    if opened.tag == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in opened.attributes else "blockquote"}
    if opened.tag == "tg-emoji":
        return _emoji(opened.attributes.get("emoji-id", ""))
    if opened.tag == "tg-time":
        return {"type": "date_time", "unix_time": int(opened.attributes.get("unix", "0") or 0)}
    if opened.tag == "code":
        language = opened.attributes.get("class", "").removeprefix("language-")
        return {"type": "code"} | ({"language": language} if language else {})
    return {"type": STYLES.get(opened.tag, opened.tag)}


def _emoji(identifier: str) -> JSON:
    if not identifier.isdigit() or not int(identifier):
        raise _wrong("Invalid custom emoji identifier specified")
    return {"type": "custom_emoji", "custom_emoji_id": identifier}


def _link(url: str) -> JSON | None:
    if user := mentioned_user(url):
        return {"type": "text_mention", "user": {"id": user, "is_bot": False, "first_name": ""}}
    checked = checked_link(url)
    return {"type": "text_link", "url": checked} if checked else None


def parse_html(source: str) -> tuple[str, list[JSON]]:
    """Text and entities of HTML mark-up; raises ApiError "can't parse entities: …" with the byte offset."""
    text, entities = HtmlReader(source).read()
    for entity in entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return text, entities
