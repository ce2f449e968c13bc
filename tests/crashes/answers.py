"""What each person of a crowd will answer, and what must stand in the store when they are done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from membership.reading.numbers import business_check_digit, show_business_number
from membership.reading.phones import show_phone
from storage.registry import RegistryEntry

SURNAMES = "김 이 박 최 정 강 조 윤 장 임".split()
GIVEN = "하늘 민준 서연 지우 도윤 예은 시우 수아 주원 다은 건우".split()
STREETS = ("서울특별시 서초구 헌릉로 13", "부산광역시 해운대구 센텀중앙로 97", "대전광역시 서구 둔산로 100")
CERTIFICATE = b"%PDF-1.4\n% a certificate of business registration\n"
PRODUCTS = "화장품 / cosmetics, 김 / seaweed / 1212"


@dataclass(frozen=True, slots=True)
class Types:
    """Writes this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Picks:
    """Chooses this option, by its button or in words."""

    code: str


@dataclass(frozen=True, slots=True)
class Sends:
    """Sends this file."""

    content: bytes
    name: str


class Shares:
    """Shares the own telephone number."""


class TypesCode:
    """Writes the code that came to the phone."""


class OpensPage:
    """Fills in the identity provider's page, then says so."""


Reply = Types | Picks | Sends | Shares | TypesCode | OpensPage


@dataclass(frozen=True, slots=True)
class Firm:
    """A company of the test's world."""

    number: str
    name: str
    representative: str
    in_registry: bool

    def entry(self) -> dict[str, str | None]:
        """The company as the registry knows it."""
        known = {"business_number": self.number, "name": self.name, "representative": self.representative}
        known |= {"phone": "02-3460-7114", "postcode": "06792", "address": STREETS[0]}
        return {name: known.get(name) for name in RegistryEntry.__dataclass_fields__}


def firm(number: int) -> Firm:
    """The company with this number; every third is in no registry."""
    nine = f"21481{number:04d}"
    digits = f"{nine}{business_check_digit(nine)}"
    return Firm(digits, f"가나무역{number}", SURNAMES[number % 10] + "대표", in_registry=number % 3 != 2)


@dataclass(frozen=True, slots=True)
class Applicant:
    """One person who will sign up; everything about them follows from their number."""

    number: int
    firm: Firm | None

    @property
    def name(self) -> str:
        return SURNAMES[self.number % 10] + GIVEN[self.number % 11]

    @property
    def mobile(self) -> str:
        return f"+8210{21_000_000 + self.number:08d}"

    @property
    def language(self) -> str:
        return "en" if self.number % 6 == 5 else "ko"

    @property
    def login_id(self) -> str:
        return f"Person{self.number:04d}x"

    @property
    def password(self) -> str:
        return f"Harbour#{self.number:03d}-salt!"

    @property
    def born(self) -> date:
        return date(1960 + self.number % 40, 1 + self.number % 12, 1 + self.number % 28)

    @property
    def by_page(self) -> bool:
        """Is identified on a provider's page instead of by a code."""
        return self.number % 7 == 3

    @property
    def in_one_go(self) -> bool:
        """Says several things in one message."""
        return self.number % 4 < 2

    @property
    def agrees(self) -> dict[str, bool]:
        """The answers to what may be refused."""
        return {"optional_items": self.number % 5 != 4, "marketing": self.number % 2 == 0}

    @property
    def fills_extras(self) -> bool:
        return self.number % 3 == 0

    @property
    def landline(self) -> str | None:
        return f"02-{3000 + self.number:04d}-7114" if self.number % 2 else None

    @property
    def email(self) -> str:
        return f"person{self.number:04d}@example.com"

    @property
    def address(self) -> tuple[str, str, str]:
        """Postcode, base and detail."""
        return f"{10000 + self.number:05d}", STREETS[self.number % 3], f"{1 + self.number % 20}층"

    def replies(self) -> Mapping[str, Reply]:
        """The answer to every step that may be asked."""
        agreed = {kind: Picks("yes" if yes else "no") for kind, yes in self.agrees.items()}
        return (
            {"menu": Picks("company" if self.firm else "individual"), "review": Picks("submit")}
            | {step: Picks("yes") for step in ("age", "terms", "privacy")}
            | agreed
            | self._identity()
            | self._account()
            | self._contact()
            | (_company(self.firm, self.number) if self.firm else {})
            | self._extras()
        )

    def _identity(self) -> dict[str, Reply]:
        day = f"{self.born.year}년 {self.born.month}월 {self.born.day}일"
        whole = f"{self.name} {day} 내국인 남자 SKT {show_phone(self.mobile)}"
        return {
            "method": Picks("ipin" if self.by_page else "phone"),
            "page": OpensPage(),
            "name": Types(whole if self.in_one_go else self.name),
            "birth_date": Types(day),
            "person": Picks("domestic_male"),
            "carrier": Picks("LGU"),
            "phone": Shares(),
            "identity_terms": Picks("yes"),
            "code": TypesCode(),
        }

    def _account(self) -> dict[str, Reply]:
        secret = Types(self.password)
        return {"login_id": Types(self.login_id), "password": secret, "password_again": secret}

    def _contact(self) -> dict[str, Reply]:
        postcode, base, detail = self.address
        verified = "both" if self.agrees["optional_items"] else "verified"
        whole = f"{self.landline} {self.email} {postcode} {base}, {detail}"
        telephone = Types(whole if self.in_one_go else self.landline) if self.landline else Picks(verified)
        return {
            "telephone": telephone,
            "mobile": Picks("verified"),
            "email": Types(self.email),
            "address": Types(base),
            "postcode": Types(postcode),
            "address_detail": Types(detail),
        }

    def _extras(self) -> dict[str, Reply]:
        return {
            "extras": Picks("fill" if self.fills_extras else "skip"),
            "name_en": Types("Kim Haneul"),
            "department": Types(f"무역{self.number}팀"),
            "position": Types("과장"),
            "fax": Types(f"02-{4000 + self.number:04d}-7932"),
            "products": Types(PRODUCTS),
            "regions": Types("미국, 베트남"),
            "company_name_en": Picks("_rest"),
        }

    def member(self) -> dict[str, Any]:
        """The member that must come of it."""
        postcode, base, detail = self.address
        optional = self.agrees["optional_items"]
        filled = optional and self.fills_extras
        return {
            "login_id": self.login_id,
            "name": self.name,
            "language": self.language,
            "telephone": f"+82{self.landline[1:].replace('-', '')}" if self.landline else self.mobile,
            "mobile": self.mobile if optional else None,
            "email": self.email,
            "postcode": postcode,
            "address_base": base,
            "address_detail": detail,
            "name_en": "Kim Haneul" if filled else None,
            "department": f"무역{self.number}팀" if filled else None,
            "position": "과장" if filled else None,
            "fax": f"+822{4000 + self.number:04d}7932" if filled else None,
            "products": [("화장품", "cosmetics", None), ("김", "seaweed", "1212")] if filled else [],
            "regions": ["US", "VN"] if filled else [],
        }

    def consents(self) -> dict[str, bool]:
        """The answer to every document that was put to them."""
        asked = dict.fromkeys(("abroad", "terms", "privacy"), True) | self.agrees
        return asked if self.by_page else asked | {"identity": True}


def _company(firm: Firm, number: int) -> dict[str, Reply]:
    certificate: Reply = Sends(CERTIFICATE, "certificate.pdf") if number % 2 else Picks("fax")
    return {
        "company_number": Types(show_business_number(firm.number)),
        "company_confirm": Picks("yes"),
        "company_name": Types(firm.name),
        "company_representative": Types(firm.representative),
        "company_telephone": Types("02-3460-7114"),
        "company_address": Types(STREETS[0]),
        "company_postcode": Types("06792"),
        "company_address_detail": Picks("none"),
        "certificate": certificate,
    }


def crowd(people: int) -> list[Applicant]:
    """So many people, half of them individuals; the others share companies, about five to each."""
    firms = [firm(number) for number in range(max(2, people // 10))]
    return [Applicant(n, firms[n // 2 % len(firms)] if n % 2 else None) for n in range(people)]
