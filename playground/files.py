"""Files that people and the bot uploaded."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from playground.store import Store

JSON = dict[str, Any]
FOLDERS = {"photo": "photos", "voice": "voice", "video": "videos", "sticker": "stickers"}
SUFFIXES = {"photo": ".jpg", "voice": ".oga", "video": ".mp4", "sticker": ".webp"}


@dataclass(slots=True)
class StoredFile:
    """One file; `size` may be claimed larger than its content, to play a big one."""

    file_id: str
    unique_id: str
    kind: str
    name: str
    mime: str
    size: int
    path: str

    def ids(self) -> JSON:
        """The fields that all of Telegram's file objects begin with."""
        return {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}


class Files:
    """Contents in memory, or under `directory`/files."""

    def __init__(self, directory: Path | None, store: Store) -> None:
        self._folder = directory / "files" if directory else None
        self._store = store
        self._contents: dict[str, bytes] = {}
        self._files = {key: StoredFile(**body) for key, body in store.load("file")}
        self._paths = {file.path: file for file in self._files.values()}
        if self._folder:
            self._folder.mkdir(exist_ok=True, mode=0o700)

    def add(self, data: bytes, kind: str, name: str = "", mime: str = "", size: int | None = None) -> StoredFile:
        """Keeps a file; `kind` is photo, document, voice, video or sticker."""
        number = len(self._files)
        digest = hashlib.sha256(b"%d:%s" % (number, data)).hexdigest()
        suffix = SUFFIXES.get(kind) or PurePosixPath(name).suffix[:10]
        path = f"{FOLDERS.get(kind, 'documents')}/file_{number}{suffix}"
        file = StoredFile(
            f"PG{kind[:2].upper()}{digest[:40]}",
            f"AQ{digest[:14]}",
            kind,
            name,
            mime,
            len(data) if size is None else size,
            path,
        )
        self._files[file.file_id] = self._paths[path] = file
        self._write(file, data)
        self._store.put("file", file.file_id, asdict(file))
        return file

    def find(self, file_id: str) -> StoredFile | None:
        """The file of a file_id, None for one that nobody gave out."""
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """The file of a file_path."""
        return self._paths.get(path)

    def content(self, file: StoredFile) -> bytes:
        """What is in the file."""
        return (self._folder / file.unique_id).read_bytes() if self._folder else self._contents[file.file_id]

    def _write(self, file: StoredFile, data: bytes) -> None:
        if self._folder:
            (self._folder / file.unique_id).write_bytes(data)
        else:
            self._contents[file.file_id] = data


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF, WebP or JPEG, None for what is no such picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:6] in {b"GIF87a", b"GIF89a"} and len(data) >= 10:
        return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return 512, 512
    return _jpeg_size(data) if data.startswith(b"\xff\xd8\xff") else None


def _jpeg_size(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 < len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = data[position + 5 : position + 7], data[position + 7 : position + 9]
            return int.from_bytes(width, "big"), int.from_bytes(height, "big")
        position += 2 + length
    return 1280, 960
