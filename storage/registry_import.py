"""Import of the company registry from a CSV file, in chunks: a line that is wrong is refused, the others go in."""

from __future__ import annotations

import codecs
import csv
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TextIO

from storage.database import Database
from storage.registry_lines import COLUMNS, Line, LineRefused, read_line
from storage.registry_upsert import upsert_lines

CHUNK_LINES = 5_000
BLOCK_BYTES = 1 << 20
REFUSALS_LISTED = 1_000
ENCODINGS = ("utf-8-sig", "cp949")

Progress = Callable[[int, int], None]


class RegistryFileUnreadable(Exception):
    """The file as a whole is not the registry's CSV: its encoding or its header is another."""


@dataclass(slots=True)
class ImportResult:
    """How an import went; `refused` lists (line, reason) for the first thousand of `refused_lines`."""

    read: int = 0
    written: int = 0
    refused_lines: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Counts a line out."""
        self.refused_lines += 1
        if len(self.refused) < REFUSALS_LISTED:
            self.refused.append((line, reason))


def import_csv(database: Database, path: Path, progress: Progress | None = None) -> ImportResult:
    """Writes the file's companies over those of the registry with the same number; companies not in it stay.

    `progress` is told bytes read and bytes in all. A file in UTF-8 (with or without BOM) or CP949 is understood;
    raises RegistryFileUnreadable, OSError, StoreUnavailable. What went in before an error stays, and may go in again.
    """
    encoding = _encoding_of(path)
    result = ImportResult()
    with path.open(encoding=encoding, newline="") as text:
        total = os.fstat(text.fileno()).st_size
        _write_all(database, _lines(text, result), result, partial(_tell, progress, text, total))
    return result


def _tell(progress: Progress | None, text: TextIO, total: int) -> None:
    if progress is not None:
        progress(text.buffer.tell(), total)


def _write_all(database: Database, lines: Iterator[Line], result: ImportResult, tell: Callable[[], None]) -> None:
    # One chunk is written while the next is read, and no more than these two are held.
    writing: Future[int] | None = None
    for chunk in _chunks(lines):
        if writing is not None:
            result.written += writing.result()
        writing = database.write(partial(upsert_lines, lines=chunk))
        tell()
    if writing is not None:
        result.written += writing.result()
    tell()


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    chunk: dict[str, Line] = {}
    for line in lines:
        # Of two lines with one number the later counts, and a statement may not touch a row twice.
        chunk[line["business_number"] or ""] = line
        if len(chunk) >= CHUNK_LINES:
            yield list(chunk.values())
            chunk = {}
    if chunk:
        yield list(chunk.values())


def _lines(text: TextIO, result: ImportResult) -> Iterator[Line]:
    reader = csv.reader(text)
    header = _header(reader)
    while True:
        try:
            values = next(reader)
            result.read += 1
            yield read_line(header, values)
        except StopIteration:
            return
        except (LineRefused, csv.Error) as reason:
            result.refuse(reader.line_num, str(reason))


def _header(reader: Iterator[list[str]]) -> list[str]:
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise RegistryFileUnreadable(f"the first line lacks the columns {', '.join(missing)}")
    return header


def _encoding_of(path: Path) -> str:
    for encoding in ENCODINGS:
        if _is_all_in(path, encoding):
            return encoding
    raise RegistryFileUnreadable("the file is neither UTF-8 nor CP949")


def _is_all_in(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
