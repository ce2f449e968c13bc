"""Nothing personal is left of a question that is kept, and enough of it to see what was asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.questions.scrubbing import BLANK, LONGEST, scrubbed

DIGITS = st.text("0123456789０１２３４５６７８９①②③٣٤٥", min_size=3, max_size=14)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(WORDS, DIGITS, WORDS)
def test_digits_never_survive(before: str, digits: str, after: str) -> None:
    assert not any(letter.isdigit() for letter in scrubbed(before + digits + after))


@pytest.mark.parametrize(
    ("question", "personal"),
    [
        ("제 번호 010-1234-5678 맞나요", "1234"),
        ("공일공 일이삼사 오육칠팔인데 맞나요", "일이삼사"),
        ("구공공삼공오가 생일이에요", "구공공삼공오"),
        ("hong.gildong@naver.com 으로 왔나요", "hong"),
        ("https://example.com/u/hong 여기요", "example"),
        ("@honggd 이 누구에요", "honggd"),
        ("아이디 hongkd 어디 갔나요", "hongkd"),
        ("아이디 hong2026kr 잠겼나요", "hong"),
        ("김철수씨 연락처 알려주세요", "김철수"),
        ("철수씨 이메일 뭐예요", "철수"),
        ("이서준님이 안 와요", "이서준"),
        ("박지민 대리 번호 주세요", "박지민"),
        ("김대리 번호 주세요", "김"),
        ("김 대리 번호 주세요", "김"),
        ("남궁민수 과장님 어디 계세요", "남궁민수"),
        ("최과장님 좀 바꿔주세요", "최"),
        ("홍 길동 고객님 번호요", "길동"),
        ("저는 홍길동이라고 하는데요", "홍길동"),
        ("오유진이 퇴사했어요", "오유진"),
        ("Kim Daepyo phone please", "Daepyo"),
        ("phone of emma watson please", "emma"),
        ("(주)가나무역 담당자 누구에요", "가나"),
        ("가나무역 주식회사 매출 얼마에요", "가나"),
        ("삼성전자에 누가 있나요", "삼성"),
        ("㈜다라 전화 좀", "다라"),
        ("서울 서초구 헌릉로 13 로 보내주세요", "헌릉로"),
    ],
)
def test_what_is_personal_is_taken_out(question: str, personal: str) -> None:
    kept = scrubbed(question)
    assert BLANK in kept
    assert personal not in kept


@pytest.mark.parametrize(
    "question",
    [
        "수출바우처 신청은 어디서 하나요",
        "베트남 무역관 바이어 명단 주실 수 있나요",
        "마스터님이 누구신지 어떻게 알아요",
        "고객님 소리 좀 그만하세요",
        "우리 대리가 안 된대요",
        "이사했는데 어떡하죠",
        "how do i write a letter of credit",
        "사업자등록증 없이도 되나요",
    ],
)
def test_what_was_asked_can_still_be_read(question: str) -> None:
    assert scrubbed(question) == question


def test_of_a_long_story_the_end_is_kept() -> None:
    kept = scrubbed("가나다라 " * 500 + "어디서 하나요")
    assert kept.endswith("어디서 하나요")
    assert len(kept) <= LONGEST
