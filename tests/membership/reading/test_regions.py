"""Countries by the names that people give them."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.regions import POPULAR, read_regions, region_codes, region_name
from tests.membership.properties import modest


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("미국", "US"),
        ("미국, 베트남", "US VN"),
        ("미국 베트남 독일", "US VN DE"),
        ("베트남이랑 일본", "VN JP"),
        ("미국과 중국", "US CN"),
        ("미국\n중국\n미국", "US CN"),
        ("미국/중국·일본", "US CN JP"),
        ("관심 지역은 미국과 중국입니다", "US CN"),
        ("미국이요", "US"),
        ("UAE", "AE"),
        ("아랍에미리트", "AE"),
        ("England", "GB"),
        ("영국", "GB"),
        ("usa", "US"),
        ("US, JP", "US JP"),
        ("United States and Viet Nam", "US VN"),
        ("the Netherlands", "NL"),
        ("Trinidad and Tobago", "TT"),
        ("Bosnia & Herzegovina", "BA"),
        ("Côte d’Ivoire", "CI"),
        ("Turkiye", "TR"),
        ("터키", "TR"),
        ("남아프리카 공화국", "ZA"),
        ("사우디", "SA"),
        ("홍콩", "HK"),
        ("대만", "TW"),
        ("인도네시아와 인도", "ID IN"),
        ("기니, 적도 기니, 기니비사우, 파푸아뉴기니", "GN GQ GW PG"),
        ("니제르 나이지리아", "NE NG"),
        ("한국", "KR"),
    ],
)
def test_read(text: str, codes: str) -> None:
    assert read_regions(text).value == tuple(codes.split())


@pytest.mark.parametrize("text", ["유럽", "Europe", "동남아", "South East Asia", "남미", "중동", "전 세계", "EU"])
def test_a_continent_is_no_country(text: str) -> None:
    with pytest.raises(Problem) as caught:
        read_regions(text)
    assert caught.value.code == "regions.not_a_country"
    assert caught.value.params["name"] == text
    suggestions = caught.value.params["suggestions"]
    assert isinstance(suggestions, list)
    assert len(suggestions) >= 3
    assert all(region_name(code, "ko") for code in suggestions)


def test_what_was_understood_beside_a_continent_is_told() -> None:
    with pytest.raises(Problem) as caught:
        read_regions("미국, 유럽")
    assert caught.value.params["understood"] == ["US"]


@pytest.mark.parametrize(
    ("text", "unknown", "understood", "suggestion"),
    [
        ("베트넘", ["베트넘"], [], "VN"),
        ("미국과 달나라", ["달나라"], ["US"], None),
        ("Germny", ["Germny"], [], "DE"),
        ("", [], [], None),
        ("🙂", [], [], None),
    ],
)
def test_what_was_not_understood_is_told(
    text: str, unknown: list[str], understood: list[str], suggestion: str | None
) -> None:
    with pytest.raises(Problem) as caught:
        read_regions(text)
    params = caught.value.params
    assert (caught.value.code, params["unknown"], params["understood"]) == ("regions.unknown", unknown, understood)
    assert isinstance(params["suggestions"], list)
    assert suggestion in params["suggestions"] or (suggestion is None and params["suggestions"] == [])


def test_too_many() -> None:
    with pytest.raises(Problem, match=r"^regions\.too_many$"):
        read_regions(", ".join(region_codes_by_name()[:31]))


def region_codes_by_name() -> list[str]:
    return [region_name(code, "ko") for code in region_codes()]


def test_names() -> None:
    assert [region_name(code, "ko") for code in POPULAR[:4]] == ["미국", "중국", "일본", "베트남"]
    assert region_name("US", "en") == "United States"
    with pytest.raises(KeyError):
        region_name("ZZ", "ko")


def test_every_country_is_read_by_both_its_names() -> None:
    codes = region_codes()
    # ISO 3166-1 has 249 entries.
    assert len(codes) == 249
    assert [
        code for code in codes for lang in ("ko", "en") if read_regions(region_name(code, lang)).value != (code,)
    ] == []


def test_importing_the_module_does_not_load_babel() -> None:
    command = "import sys, membership.reading.regions; sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0


@modest
@given(st.lists(st.sampled_from(POPULAR), min_size=1, max_size=6, unique=True), st.sampled_from([", ", " ", "\n", "/"]))
def test_lists_are_read_in_their_order(codes: list[str], mark: str) -> None:
    assert read_regions(mark.join(region_name(code, "ko") for code in codes)).value == tuple(codes)
