"""Companies of each kind that a look-up can find, and their files."""

from __future__ import annotations

from pathlib import Path

from storage import companies, members, registry_import
from storage.companies import Company
from tests.storage.people import new_company, new_member
from tests.world import World

REGISTERED, IN_REGISTRY, UNKNOWN = "123-86-01233", "214-87-04566", "101-01-00009"
PDF = b"%PDF-1.7\n" + b"certificate " * 400
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
REGISTRY = """business_number,name,name_en,representative,representative_en,corporate_number,business_type,\
business_item,phone,postcode,address
214-87-04566,(주)한빛무역,Hanbit Trading,김한빛,Kim Hanbit,110111-0000010,도소매,화장품,02-555-1234,06134,\
서울특별시 강남구 테헤란로 152 11층
"""


def fill_registry(here: World, folder: Path) -> None:
    """The company registry with one company in it."""
    path = folder / "registry.csv"
    path.write_text(REGISTRY, "utf-8")
    registry_import.import_csv(here.store, path)


def company(here: World, number: str) -> Company:
    """The company of this number, which must be registered."""
    found = here.reads(lambda tx: companies.by_number(tx, number.replace("-", "")))
    assert found
    return found


def registers(here: World, master: str = "") -> None:
    """A company that came over the web site, with or without its MASTER."""
    made = here.writes(lambda tx: companies.create(tx, new_company("1238601233", source="web", certificate="verified")))
    if master:
        member = here.writes(lambda tx: members.create(tx, new_member(master, created_via="web")))
        here.writes(lambda tx: companies.affiliate(tx, made.id, member.id, "web"))
