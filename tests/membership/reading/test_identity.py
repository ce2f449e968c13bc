"""What an identity check asks, in words, one by one and all in one message."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.identity import (
    CARRIERS,
    find_carrier,
    find_gender,
    find_identity,
    find_nationality,
    read_carrier,
    read_gender,
    read_nationality,
)
from tests.membership.properties import modest

TODAY = date(2026, 11, 22)
CARRIER_WORDS = {
    "SKT": ["SKT", "skt", "SK", "SK텔레콤", "에스케이텔레콤", "에스케이", "통신사는 SKT입니다", "SKT망"],
    "KT": ["KT", "kt", "케이티", "KT요", "저는 KT 써요"],
    "LGU": ["LG U+", "LGU+", "lgu", "LG", "엘지", "엘지유플러스", "유플러스", "유플", "U+", "LG유플러스", "LGT"],
    "SKT_MVNO": ["SKT 알뜰폰", "알뜰폰 SKT", "SK망 알뜰폰", "skt알뜰폰이요", "SKT MVNO", "SKT 쓰는데 알뜰폰이에요"],
    "KT_MVNO": ["KT 알뜰폰", "KT망 알뜰폰", "알뜰폰(KT)", "케이티 알뜰", "KT의 알뜰폰", "kt알뜰폰이요"],
    "LGU_MVNO": ["LG U+ 알뜰폰", "U+알뜰폰", "엘지 알뜰폰", "알뜰폰 유플러스", "유플러스망 알뜰폰"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in CARRIER_WORDS.items() for text in texts])
def test_carriers(code: str, text: str) -> None:
    assert read_carrier(text).value == code


@pytest.mark.parametrize("code", CARRIERS)
def test_a_carriers_code_is_one_of_its_names(code: str) -> None:
    assert read_carrier(code.replace("_", " ")).value == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("알뜰폰", "carrier.whose_network"),
        ("알뜰폰이에요", "carrier.whose_network"),
        ("mvno", "carrier.whose_network"),
        ("SKT 아니고 KT", "carrier.unreadable"),
        ("몰라요", "carrier.unreadable"),
        ("sktx", "carrier.unreadable"),
        ("", "carrier.unreadable"),
    ],
)
def test_refused_carriers(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_carrier(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(
            ("male", text)
            for text in ("남", "남자", "남성", "male", "Male", "M", "남자입니다", "저는 남자예요", "성별은 남", "man")
        ),
        *(("female", text) for text in ("여", "여자", "여성", "female", "F", "여자요", "여성입니다", "woman", "女")),
    ],
)
def test_genders(code: str, text: str) -> None:
    assert read_gender(text).value == code


@pytest.mark.parametrize("text", ["", "남자 여자", "몰라", "남산", "여기요", "humane"])
def test_refused_genders(text: str) -> None:
    with pytest.raises(Problem, match=r"^gender\.unreadable$"):
        read_gender(text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        *(
            ("domestic", text)
            for text in ("내국인", "한국인", "한국", "한국 사람", "대한민국", "국내", "domestic", "Korean", "korea")
        ),
        *(
            ("foreign", text)
            for text in (
                "외국인",
                "외국",
                "해외",
                "foreign",
                "foreigner",
                "미국인",
                "베트남 사람",
                "non-Korean",
                "외국인이에요",
            )
        ),
    ],
)
def test_nationalities(code: str, text: str) -> None:
    assert read_nationality(text).value == code


@pytest.mark.parametrize("text", ["", "몰라", "한국어", "내국인 외국인"])
def test_refused_nationalities(text: str) -> None:
    with pytest.raises(Problem, match=r"^nationality\.unreadable$"):
        read_nationality(text)


ALL = {"name": "홍길동", "birth_date": date(1990, 3, 5), "gender": "male", "carrier": "SKT", "mobile": "+821012345678"}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("홍길동 1990년 3월 5일 남자 SKT 010-1234-5678", ALL),
        ("SKT 010-1234-5678 남 900305 홍길동", ALL),
        ("홍길동/1990.3.5/남/SKT/010-1234-5678", ALL),
        ("홍길동,900305-1,남성,에스케이텔레콤,01012345678", ALL),
        ("이름은 홍길동이고 생일은 90년 3월 5일, 남자예요. 통신사는 SKT, 번호는 공일공 일이삼사 오육칠팔이에요", ALL),
        ("홍길동\n1990-03-05\n남자\nSKT\n내국인\n010 1234 5678", ALL | {"nationality": "domestic"}),
        ("900305 남 KT 알뜰폰", {"birth_date": date(1990, 3, 5), "gender": "male", "carrier": "KT_MVNO"}),
        (
            "John Smith 1990-03-05 male foreigner LG U+ 01012345678",
            ALL | {"name": "John Smith", "nationality": "foreign", "carrier": "LGU"},
        ),
        ("홍길동 음력 1990년 3월 5일 남자", {"name": "홍길동", "gender": "male"}),
        ("홍길동 03/05/1990 남자", {"name": "홍길동", "gender": "male"}),
        ("홍길동 010-123-4567 남자", {"name": "홍길동", "gender": "male"}),
        ("홍길동", {}),
        ("안녕하세요 가입하고 싶어요", {}),
        ("", {}),
    ],
)
def test_everything_in_one_message(text: str, answers: dict[str, object]) -> None:
    found = find_identity(text, TODAY)
    assert {name: getattr(answer, "value", None) for name, answer in found.items()} == answers


def test_answers_are_found_one_at_a_time() -> None:
    gender, nationality, carrier = (
        find_gender("저는 남자 KT"),
        find_nationality("외국인 남자"),
        find_carrier("남자 KT 홍길동"),
    )
    assert gender
    assert nationality
    assert carrier
    assert (gender.value, nationality.value, carrier.value) == ("male", "foreign", "KT")
    assert carrier.rest.split() == ["남자", "홍길동"]


@modest
@given(
    st.permutations(["홍길동", "1990-03-05", "남자", "SKT", "010-1234-5678"]), st.sampled_from([" ", ", ", "\n", " / "])
)
def test_the_order_does_not_matter(parts: list[str], mark: str) -> None:
    found = find_identity(mark.join(parts), TODAY)
    assert {name: getattr(answer, "value", None) for name, answer in found.items()} == ALL
