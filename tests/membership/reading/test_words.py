"""Free words: text, yes and no, products, company names, homepages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.words import Product, read_company_name, read_homepage, read_products, read_text, read_yes_no
from tests.membership.properties import modest

YES = (
    "네|예|응|ㅇㅇ|ㅇ|넵|네!|네~|동의|동의합니다|네 동의합니다|동의해요|좋아요|맞아요|yes|Y|ok|Okay|sure"
    "|agree|I agree|네네|ｙｅｓ|네 그렇게 해주세요|네, 부탁드립니다|Yes, please"
)
NO = (
    "아니오|아니요|아뇨|아니|싫어요|no|N|ㄴㄴ|노|동의 안함|동의하지 않음|동의하지 않습니다|동의안해요|안 해요"
    "|거부|아니요 싫어요|disagree|I don't agree|do not agree|없음|No, thanks|동의 안 합니다|동의 못해요"
)


@pytest.mark.parametrize("text", YES.split("|"))
def test_yes(text: str) -> None:
    assert read_yes_no(text).value is True


@pytest.mark.parametrize("text", NO.split("|"))
def test_no(text: str) -> None:
    assert read_yes_no(text).value is False


@pytest.mark.parametrize("text", ["", "글쎄요", "네 아니요", "동의가 뭐예요", "maybe", "🙂", "yesterday", "노트"])
def test_neither(text: str) -> None:
    with pytest.raises(Problem, match=r"^yes_no\.unreadable$"):
        read_yes_no(text)


@pytest.mark.parametrize(
    ("text", "agrees"),
    [
        ("아니요 동의 안 해요", False),
        ("마케팅 정보 수신에 동의하지 않습니다", False),
        ("거부합니다", False),
        ("필요없어요", False),
        ("안 받을래요", False),
        ("개인정보 수집에 동의해요", True),
        ("동의할게요 빨리", True),
        ("i agree to the terms", True),
    ],
)
def test_consent_is_understood_in_a_sentence(text: str, agrees: bool) -> None:
    assert read_yes_no(text).value is agrees


@pytest.mark.parametrize(
    "text",
    [
        "동의 안 하면 어떻게 되나요?",
        "동의하면 뭐가 좋아요",
        "동의해야 하나요",
        "do i have to agree",
        "아뇨 괜찮아요",
        "동의 안 하면 안 되죠",
    ],
)
def test_a_question_about_consent_is_neither_yes_nor_no(text: str) -> None:
    with pytest.raises(Problem):
        read_yes_no(text)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("  해외 \n 영업팀 ", "해외 영업팀"),
        ("R&D <1팀>", "R&D <1팀>"),
        ("팀\u202e장\x07", "팀장"),
        ("ＣＥＯ", "CEO"),
        ("가" * 50, "가" * 50),
    ],
)
def test_text(text: str, read: str) -> None:
    assert read_text(text, 50).value == read


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.empty"),
        (" \n", "text.empty"),
        ("🙂🙂", "text.empty"),
        ("...", "text.empty"),
        ("가" * 51, "text.too_long"),
    ],
)
def test_refused_text(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_text(text, 50)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("(주)한빛", "(주)한빛"),
        ("㈜한빛", "(주)한빛"),
        ("한빛㈜", "한빛(주)"),
        ("( 주 )한빛", "(주)한빛"),
        ("주식회사 한빛", "주식회사 한빛"),
        ("회사명은 (주)한빛입니다", "(주)한빛"),
        ("저희 회사는 한빛이에요", "한빛"),
        ("우리은행", "우리은행"),
        ("Hanbit Co., Ltd.", "Hanbit Co., Ltd."),
    ],
)
def test_company_names(text: str, name: str) -> None:
    assert read_company_name(text).value == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.kotra.or.kr", "http://www.kotra.or.kr"),
        ("https://KOTRA.or.kr/Path?a=B", "https://kotra.or.kr/Path?a=B"),
        ("HTTP://kotra.or.kr:8080", "http://kotra.or.kr:8080"),
        ("홈페이지는 kotra.or.kr 입니다", "http://kotra.or.kr"),
        ("코트라.한국", "http://코트라.한국"),
    ],
)
def test_homepages(text: str, address: str) -> None:
    assert read_homepage(text).value == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kotra",
        "hong@naver.com",
        "javascript:alert(1)",
        "ftp://kotra.or.kr",
        "http://",
        "http://localhost",
        "1.2.3.4",
        "http://-a.kr",
    ],
)
def test_refused_homepages(text: str) -> None:
    with pytest.raises(Problem, match=r"^homepage\.unreadable$"):
        read_homepage(text)


def test_an_endless_homepage_is_too_long() -> None:
    with pytest.raises(Problem, match=r"^text\.too_long$"):
        read_homepage("kotra.or.kr/" + "a" * 300)


@pytest.mark.parametrize(
    ("text", "products"),
    [
        ("화장품", [Product("화장품")]),
        ("화장품, 김치", [Product("화장품"), Product("김치")]),
        ("화장품\n김치\n화장품", [Product("화장품"), Product("김치")]),
        ("화장품 / cosmetics / 3304", [Product("화장품", "cosmetics", "3304")]),
        ("cosmetics / 화장품", [Product("화장품", "cosmetics")]),
        ("LED 조명 / LED lamp; 김", [Product("LED 조명", "LED lamp"), Product("김")]),
        ("K-pop", [Product("", "K-pop")]),
        ("화장품,,🙂", [Product("화장품")]),
    ],
)
def test_products(text: str, products: list[Product]) -> None:
    assert read_products(text).value == tuple(products)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.empty"),
        (",,/,", "text.empty"),
        ("🙂", "text.empty"),
        ("가" * 101, "text.too_long"),
        (",".join(f"품목{number}" for number in range(21)), "products.too_many"),
    ],
)
def test_refused_products(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_products(text)
    assert caught.value.code == code


@modest
@given(st.text(max_size=200))
def test_text_that_is_taken_fits_and_is_stable(text: str) -> None:
    try:
        read = read_text(text, 50).value
    except Problem:
        return
    assert 0 < len(read) <= 50
    assert read_text(read, 50).value == read
