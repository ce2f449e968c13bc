"""Companies to try in the playground, one for each way that a look-up can end. All of it is made up."""

from typing import Any

MASTER: dict[str, Any] = {
    "login_id": "seojun85",
    "password": "Lantern+Harbor-58",
    "name": "이서준",
    "telephone": "+82220001002",
    "email": "seojun@example.com",
    "postcode": "06792",
    "address_base": "서울특별시 서초구 헌릉로 13",
    "address_detail": "5층",
}
"""The member whom the person with the role "master" is, from the first start on."""

REGISTERED: dict[str, Any] = {
    "business_number": "1238601233",
    "name": "주식회사 한빛무역",
    "name_en": "Hanbit Trading Co., Ltd.",
    "representative": "문한빛",
    "telephone": "+82220001000",
    "postcode": "06792",
    "address_base": "서울특별시 서초구 헌릉로 13",
    "address_detail": "5층",
    "business_type": "도매 및 소매업",
    "business_item": "생활용품 수출입",
}
"""The company that is a member already; MASTER is its MASTER."""

IN_REGISTRY: tuple[dict[str, str | None], ...] = (
    {
        "business_number": "2148704566",
        "name": "주식회사 푸른바다식품",
        "name_en": "Pureunbada Foods Co., Ltd.",
        "representative": "정바다",
        "representative_en": "Jeong Bada",
        "corporate_number": "1101110000010",
        "business_type": "제조업",
        "business_item": "수산물 가공",
        "phone": "051-200-1000",
        "postcode": "48058",
        "address": "부산광역시 해운대구 센텀중앙로 79, 3층",
    },
    {
        "business_number": "1010100009",
        "name": "새벽공방",
        "name_en": None,
        "representative": "한새벽",
        "representative_en": None,
        "corporate_number": None,
        "business_type": "제조업",
        "business_item": "목공예품",
        "phone": "02-2000-1009",
        "postcode": "03045",
        "address": "서울특별시 종로구 사직로 161",
    },
)
"""Companies that the registry knows: who signs up with one becomes its MASTER."""

UNKNOWN = "6000301232"
CLOSED, SUSPENDED = "4028500106", "1289003214"
STANDINGS: dict[str, tuple[str, str | None]] = {CLOSED: ("closed", "2024-03-01"), SUSPENDED: ("suspended", None)}
"""What the tax office's stand-in says of these; any other number trades."""

OPENINGS = {UNKNOWN: ("2020-03-02", "김새벽")}
"""The opening date and the representative with which a number needs no certificate."""

_KOREAN = {
    "registered": "이미 회원인 기업입니다. 가입하면 준회원이 되고 MASTER에게 알립니다.",
    "registry": "기업정보에 있는 기업입니다. 가입하면 MASTER가 됩니다.",
    "unknown": "등록되지 않은 기업입니다. 정보를 적고 사업자등록증을 올립니다. 다른 올바른 번호도 같습니다."
    " 개업일자 2020-03-02, 대표자 김새벽으로 적으면 사업자등록증 없이 확인됩니다.",
    "closed": "국세청에 폐업으로 나오는 번호입니다.",
    "suspended": "국세청에 휴업으로 나오는 번호입니다.",
}
_ENGLISH = {
    "registered": "A member already: you become its associate, and its MASTER is told.",
    "registry": "In the company registry: you become its MASTER.",
    "unknown": "Found nowhere: you enter it and attach a certificate. Any other valid number does the same."
    " With opening date 2020-03-02 and representative 김새벽 no certificate is needed.",
    "closed": "The tax service says that it is closed.",
    "suspended": "The tax service says that it is suspended.",
}
OUTCOMES = {outcome: f"{korean} · {_ENGLISH[outcome]}" for outcome, korean in _KOREAN.items()}
"""What each kind of number leads to, in both languages at once, for a terminal."""


def shown(business_number: str | None) -> str:
    """Ten digits as people write them."""
    digits = business_number or ""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


NOWHERE = ("(어디에도 없는 번호)", "(a number found nowhere)")
GONE, RESTS = ("(폐업한 기업)", "(a company that closed)"), ("(휴업 중인 기업)", "(a company that rests)")
NUMBERS: tuple[tuple[str, str, str], ...] = (
    (shown(REGISTERED["business_number"]), REGISTERED["name"], "registered"),
    *((shown(entry["business_number"]), entry["name"] or "", "registry") for entry in IN_REGISTRY),
    (shown(UNKNOWN), NOWHERE[0], "unknown"),
    (shown(CLOSED), GONE[0], "closed"),
    (shown(SUSPENDED), RESTS[0], "suspended"),
)
"""Number, name and outcome of each sample."""

_MASTER = f" (MASTER: {MASTER['name']}, ID {MASTER['login_id']}, PW {MASTER['password']})"
_NAMES_EN = dict([(REGISTERED["name"], REGISTERED["name_en"]), NOWHERE, GONE, RESTS])
_NAMES_EN |= {entry["name"]: entry["name_en"] or entry["name"] for entry in IN_REGISTRY}


def for_page() -> list[dict[str, str]]:
    """The samples as the page lists them, in the language that it speaks."""
    return [_entry(*sample) for sample in NUMBERS]


def _entry(number: str, name: str, outcome: str) -> dict[str, str]:
    master = _MASTER if outcome == "registered" else ""
    words = {"outcome": _KOREAN[outcome] + master, "outcome_en": _ENGLISH[outcome] + master}
    return {"number": number, "name": name, "name_en": _NAMES_EN[name], **words}
