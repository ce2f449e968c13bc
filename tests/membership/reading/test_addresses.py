"""Addresses in one line, split into what the form asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.addresses import read_address, read_address_detail, read_postcode
from tests.membership.properties import modest

KOTRA = "서울특별시 서초구 헌릉로 13"


@pytest.mark.parametrize(
    ("text", "postcode", "base", "detail"),
    [
        (f"06792 {KOTRA}, 3층 301호", "06792", KOTRA, "3층 301호"),
        (f"(06792) {KOTRA}", "06792", KOTRA, None),
        (f"[06792] {KOTRA} 3층", "06792", KOTRA, "3층"),
        (f"우편번호 06792 {KOTRA} 3층", "06792", KOTRA, "3층"),
        (f"우) 06792 {KOTRA}", "06792", KOTRA, None),
        (f"{KOTRA} 06792", "06792", KOTRA, None),
        (f"{KOTRA} (06792) 3층", "06792", KOTRA, "3층"),
        (f"０６７９２ {KOTRA}", "06792", KOTRA, None),
        (f"06792\n{KOTRA}\n3층", "06792", KOTRA, "3층"),
        (f"주소는 {KOTRA} 3층입니다", None, KOTRA, "3층"),
        (f"제 주소는 06792 {KOTRA} 입니다", "06792", KOTRA, None),
        ("06792", "06792", None, None),
        (f"{KOTRA} (염곡동), 3층", None, f"{KOTRA} (염곡동)", "3층"),
        (f"{KOTRA}, 3층 301호 (염곡동)", None, f"{KOTRA} (염곡동)", "3층 301호"),
        (
            "서울 강남구 테헤란로 152 (역삼동, 강남파이낸스센터) 20층",
            None,
            "서울 강남구 테헤란로 152 (역삼동, 강남파이낸스센터)",
            "20층",
        ),
        ("서울 송파구 올림픽로 300 롯데월드타워 35층", None, "서울 송파구 올림픽로 300", "롯데월드타워 35층"),
        ("성남시 분당구 판교역로192번길 12, 101동 203호", None, "성남시 분당구 판교역로192번길 12", "101동 203호"),
        ("서울 강남구 학동로11길 30", None, "서울 강남구 학동로11길 30", None),
        ("서울 서초구 올림픽로35가길 10 5층", None, "서울 서초구 올림픽로35가길 10", "5층"),
        ("서울 종로구 종로 1 교보빌딩", None, "서울 종로구 종로 1", "교보빌딩"),
        ("서울특별시 서초구 헌릉로13 2층", None, "서울특별시 서초구 헌릉로13", "2층"),
        ("서울 마포구 월드컵북로 396-12 지하 1층", None, "서울 마포구 월드컵북로 396-12", "지하 1층"),
        ("서울 강남구 역삼동 123-4 한빛빌딩 5층", None, "서울 강남구 역삼동 123-4", "한빛빌딩 5층"),
        ("서울 강남구 역삼동 123-456번지", None, "서울 강남구 역삼동 123-456번지", None),
        ("서울 중구 을지로3가 123 2층", None, "서울 중구 을지로3가 123", "2층"),
        ("강원 홍천군 홍천읍 산 12-3", None, "강원 홍천군 홍천읍 산 12-3", None),
        ("세종특별자치시 도움6로 11, 정부청사 12345호", None, "세종특별자치시 도움6로 11", "정부청사 12345호"),
        ("수원시 영통구 매탄동 현대아파트, 101동 202호", None, "수원시 영통구 매탄동 현대아파트", "101동 202호"),
        ("13, Heolleung-ro, Seocho-gu, Seoul 06792, Korea", "06792", "13, Heolleung-ro, Seocho-gu, Seoul, Korea", None),
        ("3F, 13 Heolleung-ro, Seocho-gu, Seoul", None, "13 Heolleung-ro, Seocho-gu, Seoul", "3F"),
        ("#301, 3F, 13 Heolleung-ro, Seoul 06792", "06792", "13 Heolleung-ro, Seoul", "#301, 3F"),
    ],
)
def test_split(text: str, postcode: str | None, base: str | None, detail: str | None) -> None:
    wanted = {"postcode": postcode, "base": base, "detail": detail}
    assert read_address(text).value == {name: part for name, part in wanted.items() if part}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"137-749 {KOTRA}", "postcode.old"),
        (f"(137-749) {KOTRA}", "postcode.old"),
        (f"{KOTRA} (137-749)", "postcode.old"),
        (f"우편번호 137749 {KOTRA}", "postcode.old"),
        (f"99999 {KOTRA}", "postcode.range"),
        (f"00999 {KOTRA}", "postcode.range"),
        ("서울특별시 서초구", "address.no_number"),
        ("안녕하세요", "address.no_number"),
        ("Seocho-gu, Seoul", "address.no_number"),
        ("", "address.unreadable"),
        ("🙂", "address.unreadable"),
        ("12", "address.unreadable"),
        (f"{KOTRA} {'가' * 101}", "text.too_long"),
        (f"{'가' * 200} 헌릉로 13", "text.too_long"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_address(text)
    assert caught.value.code == code


def test_a_lot_number_is_no_old_postcode() -> None:
    assert read_address("서울 강남구 역삼동 123-456").value == {"base": "서울 강남구 역삼동 123-456"}


@pytest.mark.parametrize("text", ["06792", " 06792 ", "０６７９２", "우편번호는 06792입니다", "(06792)", "공육칠구이"])
def test_postcodes(text: str) -> None:
    assert read_postcode(text).value == "06792"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("137-749", "postcode.old"),
        ("137749", "postcode.old"),
        ("0679", "postcode.length"),
        ("", "postcode.unreadable"),
        ("모르겠어요", "postcode.unreadable"),
        ("70000", "postcode.range"),
    ],
)
def test_refused_postcodes(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_postcode(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("3층 301호", "3층 301호"),
        ("상세주소는 3층입니다", "3층"),
        ("없음", ""),
        ("없어요", ""),
        ("none", ""),
        ("-", ""),
    ],
)
def test_details(text: str, detail: str) -> None:
    assert read_address_detail(text).value == detail


@pytest.mark.parametrize(("text", "code"), [("", "text.empty"), ("🙂", "text.empty"), ("가" * 101, "text.too_long")])
def test_refused_details(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_address_detail(text)
    assert caught.value.code == code


@modest
@given(st.integers(1000, 63644), st.integers(1, 999), st.integers(1, 30), st.integers(1, 20))
def test_parts_of_ordinary_addresses_come_out_as_put_in(postcode: int, house: int, floor: int, room: int) -> None:
    base, detail = f"서울특별시 강남구 테헤란로{room}길 {house}", f"{floor}층 {floor}{room:02}호"
    for text in (
        f"{postcode:05} {base}, {detail}",
        f"({postcode:05}) {base} {detail}",
        f"{base} {detail} ({postcode:05})",
    ):
        assert read_address(text).value == {"postcode": f"{postcode:05}", "base": base, "detail": detail}


@pytest.mark.parametrize(
    ("text", "base", "detail"),
    [
        (", , 서울 강남구 테헤란로 1, , 3층,", "서울 강남구 테헤란로 1", "3층"),
        (" ,서초구 헌릉로 13 ,", "서초구 헌릉로 13", None),
    ],
)
def test_commas_left_over_are_no_part_of_an_address(text: str, base: str, detail: str | None) -> None:
    parts = read_address(text).value
    assert (parts.get("base"), parts.get("detail")) == (base, detail)


def test_a_road_without_a_name_is_no_detail_address() -> None:
    with pytest.raises(Problem, match=r"^address\.no_number$"):
        read_address(", , 로 1")
