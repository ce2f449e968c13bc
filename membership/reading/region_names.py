"""Names of countries beside those that Babel knows, and names that people give which are no country."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Territories of CLDR that are no entry of ISO 3166-1.
NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "USA": "US", "U.S.": "US", "America": "US", "United States of America": "US", "아메리카": "US",
        "미합중국": "US", "UK": "GB", "England": "GB", "Britain": "GB", "Great Britain": "GB", "잉글랜드": "GB",
        "스코틀랜드": "GB", "Scotland": "GB", "UAE": "AE", "아랍에미레이트": "AE", "아랍에미리트연합": "AE",
        "두바이": "AE", "Dubai": "AE", "아부다비": "AE", "Emirates": "AE", "Korea": "KR", "South Korea": "KR",
        "Republic of Korea": "KR", "한국": "KR", "남한": "KR", "우리나라": "KR", "국내": "KR", "북한": "KP",
        "North Korea": "KP", "China": "CN", "PRC": "CN", "중화인민공화국": "CN", "중공": "CN", "Taiwan": "TW",
        "타이완": "TW", "홍콩": "HK", "Hong Kong": "HK", "마카오": "MO", "Macau": "MO", "Macao": "MO",
        "Holland": "NL", "화란": "NL", "호주": "AU", "오스트레일리아": "AU", "독일": "DE", "도이칠란트": "DE",
        "Deutschland": "DE", "불란서": "FR", "이태리": "IT", "월남": "VN", "비엣남": "VN", "Viet Nam": "VN",
        "터키": "TR", "튀르키예": "TR", "Turkey": "TR", "Turkiye": "TR", "체코": "CZ", "Czech": "CZ",
        "Czech Republic": "CZ", "체코공화국": "CZ", "러시아연방": "RU", "Russian Federation": "RU", "소련": "RU",
        "버마": "MM", "Burma": "MM", "미얀마": "MM", "남아공": "ZA", "남아프리카": "ZA", "사우디": "SA",
        "KSA": "SA", "Saudi": "SA", "우즈벡": "UZ", "우즈백": "UZ", "카자흐": "KZ", "키르기즈스탄": "KG",
        "그루지야": "GE", "조지아": "GE", "벨라루시": "BY", "Ivory Coast": "CI", "아이보리코스트": "CI",
        "콩고": "CD", "DR Congo": "CD", "콩고민주공화국": "CD", "Swaziland": "SZ", "Macedonia": "MK",
        "마케도니아": "MK", "Cape Verde": "CV", "East Timor": "TL", "동티모르": "TL", "Vatican": "VA",
        "바티칸": "VA", "Palestine": "PS", "팔레스타인": "PS", "보스니아": "BA", "Bosnia": "BA", "뉴질랜드": "NZ",
        "NZ": "NZ", "Philippine": "PH", "싱가폴": "SG", "말레이지아": "MY", "인니": "ID", "캄푸치아": "KH",
        "에스파냐": "ES", "폴랜드": "PL", "헝거리": "HU", "오지리": "AT", "희랍": "GR", "멕시코합중국": "MX",
        "브라질연방": "BR", "VN": "VN", "US": "US", "미": "US", "중": "CN", "일": "JP", "JP": "JP", "CN": "CN",
        "HK": "HK", "SG": "SG", "이란": "IR", "시리아": "SY", "몰도바": "MD", "라오스": "LA", "브루나이": "BN",
        "볼리비아": "BO", "베네수엘라": "VE", "탄자니아": "TZ", "블라디보스톡": "RU", "하와이": "US", "괌": "GU",
        "사이판": "MP",
    }
)  # fmt: skip

_EUROPE = ("DE", "FR", "GB", "IT", "ES", "NL", "PL")
_SOUTH_EAST_ASIA = ("VN", "ID", "TH", "MY", "SG", "PH")
_MIDDLE_EAST = ("AE", "SA", "QA", "IL", "TR")
_LATIN_AMERICA = ("MX", "BR", "CL", "PE", "CO")
_AFRICA = ("ZA", "EG", "NG", "KE", "MA")
_EVERYWHERE = ("US", "CN", "JP", "VN", "DE", "AE")

# Written as read_regions compares: without case, spaces and marks.
CONTINENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "유럽": _EUROPE, "유럽연합": _EUROPE, "europe": _EUROPE, "eu": _EUROPE, "서유럽": _EUROPE,
        "동유럽": ("PL", "CZ", "HU", "RO", "BG"), "북유럽": ("SE", "NO", "DK", "FI"),
        "아시아": ("CN", "JP", "VN", "IN", "ID", "TH"), "asia": ("CN", "JP", "VN", "IN", "ID", "TH"),
        "동남아": _SOUTH_EAST_ASIA, "동남아시아": _SOUTH_EAST_ASIA, "아세안": _SOUTH_EAST_ASIA,
        "asean": _SOUTH_EAST_ASIA, "southeastasia": _SOUTH_EAST_ASIA, "중앙아시아": ("KZ", "UZ", "KG", "MN"),
        "서남아": ("IN", "PK", "BD", "LK"), "중동": _MIDDLE_EAST, "middleeast": _MIDDLE_EAST,
        "gcc": ("AE", "SA", "QA", "KW", "OM", "BH"), "아프리카": _AFRICA, "africa": _AFRICA, "남미": _LATIN_AMERICA,
        "중남미": _LATIN_AMERICA, "southamerica": _LATIN_AMERICA, "latinamerica": _LATIN_AMERICA,
        "라틴아메리카": _LATIN_AMERICA, "남아메리카": _LATIN_AMERICA, "북미": ("US", "CA", "MX"),
        "북아메리카": ("US", "CA", "MX"), "northamerica": ("US", "CA", "MX"), "미주": ("US", "CA", "MX", "BR"),
        "오세아니아": ("AU", "NZ"), "대양주": ("AU", "NZ"), "oceania": ("AU", "NZ"),
        "cis": ("RU", "KZ", "UZ", "BY"), "독립국가연합": ("RU", "KZ", "UZ", "BY"), "전세계": _EVERYWHERE,
        "세계": _EVERYWHERE, "전체": _EVERYWHERE, "모두": _EVERYWHERE, "모든나라": _EVERYWHERE, "all": _EVERYWHERE,
        "해외": _EVERYWHERE, "worldwide": _EVERYWHERE, "global": _EVERYWHERE, "everywhere": _EVERYWHERE,
        "any": _EVERYWHERE, "brics": ("BR", "RU", "IN", "CN", "ZA"),
    }
)  # fmt: skip
