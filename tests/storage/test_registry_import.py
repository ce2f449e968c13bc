"""Import of the company registry: good lines go in, bad lines are named, and no file stops it half-way unexplained."""

from __future__ import annotations

from pathlib import Path

import pytest

from membership.reading.numbers import business_check_digit
from storage import registry, registry_import
from storage.database import Database
from storage.registry import ImportResult, RegistryFileUnreadable

HEADER = (
    "business_number,name,name_en,representative,representative_en,corporate_number,"
    "business_type,business_item,phone,postcode,address"
)


def number(serial: int) -> str:
    nine = f"101{86}{serial:04}"
    return nine + str(business_check_digit(nine))


def line(serial: int, name: str = "가나무역") -> str:
    person, trade = "김대표,Kim", "110111-0000010,도매,식품"
    return f'{number(serial)},{name},Gana Trading,{person},{trade},02-555-1234,06792,"서울, 헌릉로 13"'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "registry.csv"


def write(file: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    file.write_bytes(end.join([HEADER, *lines, ""]).encode(encoding))
    return file


def name_of(database: Database, serial: int) -> str | None:
    entry = database.read(lambda tx: registry.find(tx, number(serial)))
    return None if entry is None else entry.name


def counts(result: ImportResult) -> tuple[int, int, int]:
    return result.read, result.written, result.refused_lines


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_is_written_is_found(database: Database, file: Path, encoding: str, end: str) -> None:
    write(file, line(1), line(2, "똠방상사"), encoding=encoding, end=end)
    assert counts(registry.import_csv(database, file)) == (2, 2, 0)
    entry = database.read(lambda tx: registry.find(tx, number(2)))
    assert entry is not None
    assert (entry.name, entry.corporate_number, entry.address) == ("똠방상사", "1101110000010", "서울, 헌릉로 13")
    assert database.read(lambda tx: registry.find(tx, number(3))) is None


def test_again_writes_over_and_leaves_the_others(database: Database, file: Path) -> None:
    registry.import_csv(database, write(file, line(1), line(2)))
    registry.import_csv(database, write(file, line(2, "새이름"), line(3)))
    assert database.read(registry.count) == 3
    assert name_of(database, 2) == "새이름"


def test_of_two_lines_with_one_number_the_later_counts(database: Database, file: Path) -> None:
    registry.import_csv(database, write(file, line(1, "먼저"), line(1, "나중")))
    assert name_of(database, 1) == "나중"


def test_more_than_a_chunk(database: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_import, "CHUNK_LINES", 7)
    told: list[tuple[int, int]] = []
    result = registry.import_csv(database, write(file, *map(line, range(1, 31))), lambda *now: told.append(now))
    assert counts(result) == (30, 30, 0)
    assert database.read(registry.count) == 30
    size = file.stat().st_size
    assert told[-1] == (size, size)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("1018600012,이름,,,,,,,,,", "business_number: checksum"),
        ("123,이름,,,,,,,,,", "business_number: length"),
        (",이름,,,,,,,,,", "business_number: unreadable"),
        (number(9) + ",,,,,,,,,,", "no name"),
        (number(9) + ",이름", "2 values for 11 columns"),
        (number(9) + ",이름,,,,,,,,,,extra", "12 values for 11 columns"),
        (number(9) + ",이\0름,,,,,,,,,", "name holds a zero byte"),
        (number(9) + "," + "가" * 301 + ",,,,,,,,,", "name is longer than 300 characters"),
        (number(9) + ",이름,,,,12345,,,,,", "corporate_number: not 13 digits"),
        (number(9) + ",이름,,,,900101-1234568,,,,,", "corporate_number: looks like a resident registration number"),
        ("", "0 values for 11 columns"),
    ],
)
def test_a_bad_line_is_named_and_the_others_go_in(database: Database, file: Path, bad: str, reason: str) -> None:
    result = registry.import_csv(database, write(file, line(1), bad, line(2)))
    assert (result.read, result.written) == (3, 2)
    assert result.refused == [(3, reason)]


def test_a_quote_that_never_closes_does_not_swallow_the_memory(database: Database, file: Path) -> None:
    plain = [f"{number(n)},이름{',' * 9}" for n in range(3, 9000)]
    lines = [line(1), f'{number(2)},"이름이 닫히지 않음', *plain]
    result = registry.import_csv(database, write(file, *lines))
    assert result.refused_lines >= 1
    assert "field larger than field limit" in result.refused[0][1]
    assert database.read(lambda tx: registry.find(tx, number(1))) is not None
    assert database.read(lambda tx: registry.find(tx, number(8999))) is not None


def test_refusals_are_counted_but_not_hoarded(database: Database, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_import, "REFUSALS_LISTED", 3)
    result = registry.import_csv(database, write(file, *["x"] * 10))
    assert (result.refused_lines, len(result.refused), result.written) == (10, 3, 0)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "lacks the columns business_number"),
        (b"name,address\n", "lacks the columns business_number"),
        ((HEADER + "\n" + line(1)).encode("utf-16"), "neither UTF-8 nor CP949"),
        (b"\xff\xd8\xff\xe0 a photo", "neither UTF-8 nor CP949"),
    ],
)
def test_another_file_is_refused_whole(database: Database, file: Path, content: bytes, reason: str) -> None:
    file.write_bytes(content)
    with pytest.raises(RegistryFileUnreadable, match=reason):
        registry.import_csv(database, file)


def test_columns_may_stand_in_another_order(database: Database, file: Path) -> None:
    columns = HEADER.split(",")
    values = dict(zip(columns, [number(1), "가나", *[""] * 9], strict=True))
    file.write_text("note," + ",".join(reversed(columns)) + "\nx," + ",".join(reversed(values.values())) + "\n")
    assert counts(registry.import_csv(database, file)) == (1, 1, 0)
    assert name_of(database, 1) == "가나"
