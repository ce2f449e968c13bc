"""The files of the pages, held in memory: no path of a request ever reaches the disk."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
HTML = "text/html; charset=utf-8"
_KINDS = {
    ".html": HTML,
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """One file: its content, its media type, and what it is known again by."""

    content: bytes
    kind: str
    tag: str

    @classmethod
    def of(cls, path: Path) -> Kept:
        """Reads it."""
        return cls.made(path.read_bytes(), _KINDS[path.suffix])

    @classmethod
    def made(cls, content: bytes, kind: str) -> Kept:
        """One that lies in no folder."""
        return cls(content, kind, f'"{hashlib.sha256(content).hexdigest()[:32]}"')

    def answer(self, request: Request, headers: Mapping[str, str]) -> Response:
        """The file, or that it is the one that the browser has."""
        tagged = {**headers, "ETag": self.tag}
        if request.headers.get("if-none-match") == self.tag:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=tagged)
        return Response(self.content, headers=tagged, media_type=self.kind)


def shelf(folder: Path = FOLDER) -> Mapping[str, Kept]:
    """The files of a folder by their names."""
    return {path.name: Kept.of(path) for path in sorted(folder.iterdir()) if path.suffix in _KINDS}
