"""Parameters of one Bot API call, whatever body carried them: JSON values, or strings that hold JSON."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from playground.errors import bad

JSON = dict[str, Any]
TRUE = {"true", "yes", "1"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart body."""

    name: str
    mime: str
    data: bytes


@dataclass(slots=True)
class Params:
    """Reads values leniently, as Telegram does; what cannot be read is refused in Telegram's words."""

    values: JSON = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The value as text, "" when absent."""
        value = self.values.get(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def integer(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        """The value as a number kept between `least` and `most`; `default` when absent or no number."""
        try:
            number = int(self.values.get(name, default))
        except (TypeError, ValueError):
            number = default
        number = number if least is None else max(least, number)
        return number if most is None else min(most, number)

    def flag(self, name: str) -> bool:
        """Whether the value says yes."""
        return str(self.values.get(name, "")).strip().lower() in TRUE

    def decoded(self, name: str, what: str) -> Any:
        """A value that is JSON itself, None when absent; `what` is its name in Telegram's error."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value) if value else None
        except orjson.JSONDecodeError as error:
            raise bad(f"can't parse {what} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file given for `name`, directly or as attach://…"""
        return self.files.get(self.text(name).removeprefix("attach://")) or self.files.get(name)

    def logged(self) -> JSON:
        """The parameters for the journal, files by their names."""
        return self.values | {name: f"attach://{file.name}" for name, file in self.files.items()}
