"""The texts, one catalogue a language, with Korean particles chosen as they are put in."""

from __future__ import annotations

import html
import string
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from membership.particles import particle

LANGUAGES = ("ko", "en")
DEFAULT_LANGUAGE = "ko"
_FOLDER = Path(__file__).parent / "texts"


class Html(str):
    """Text that is ready to be shown: mark-up in it is meant."""

    __slots__ = ()


class _Formatter(string.Formatter):
    """`{name}` is put in escaped; `{name:은/는}` also adds the particle that fits it."""

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = value if isinstance(value, Html) else html.escape(str(value), quote=False)
        return shown + particle(_bare(shown), format_spec) if "/" in format_spec else shown


_FORMATTER = _Formatter()


def _bare(shown: str) -> str:
    """The words without mark-up, for it is the last letter that decides a particle."""
    return html.unescape(shown.replace("<b>", "").replace("</b>", ""))


def escape(text: str) -> Html:
    """Makes a person's words safe to be shown."""
    return Html(html.escape(text, quote=False))


class Texts:
    """The texts of one language; a missing key is an error, never a silent blank."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = flatten(load(language))

    def __call__(self, key: str, /, **values: Any) -> Html:
        """The text of a key with its placeholders filled in."""
        return Html(_FORMATTER.vformat(self._texts[key], (), values))

    def plain(self, key: str, /, **values: Any) -> str:
        """The same for places that show no mark-up (buttons, toasts, names)."""
        return html.unescape(self(key, **values))

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def keys(self) -> frozenset[str]:
        """Every key of this language."""
        return frozenset(self._texts)


def load(language: str) -> dict[str, Any]:
    """The catalogue files of one language, as written."""
    merged: dict[str, Any] = {}
    for path in sorted((_FOLDER / language).glob("*.toml")):
        _merge(merged, tomllib.loads(path.read_text("utf-8")))
    return merged


def _merge(into: dict[str, Any], tables: Mapping[str, Any]) -> None:
    for name, entry in tables.items():
        if isinstance(entry, Mapping):
            _merge(into.setdefault(name, {}), entry)
        else:
            into[name] = entry


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested tables as dotted keys."""
    flat: dict[str, str] = {}
    for name, value in tree.items():
        key = f"{prefix}{name}"
        flat.update(flatten(value, key + ".") if isinstance(value, Mapping) else {key: str(value).rstrip()})
    return flat


@cache
def texts(language: str) -> Texts:
    """The texts of a language, read once."""
    return Texts(language)


def language_for(code: str | None) -> str:
    """Which of our languages suits a messenger's language code; Korean when it says nothing."""
    return "en" if code and not code.lower().startswith("ko") else DEFAULT_LANGUAGE
