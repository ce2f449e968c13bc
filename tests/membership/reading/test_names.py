"""Persons' names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.names import find_person_name, read_name_en, read_person_name
from tests.membership.properties import modest

SYLLABLES = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("홍길동", "홍길동"),
        ("홍 길동", "홍길동"),
        ("홍길동입니다", "홍길동"),
        ("제 이름은 홍길동입니다.", "홍길동"),
        ("저는 홍길동이라고 합니다", "홍길동"),
        ("김철수라고 합니다", "김철수"),
        ("홍길동이에요", "홍길동"),
        ("홍길동이예요", "홍길동"),
        ("홍길동이요", "홍길동"),
        ("네 홍길동입니다", "홍길동"),
        ("전 홍길동입니다", "홍길동"),
        ("전 지현", "전지현"),
        ("이름 홍길동", "홍길동"),
        ("홍길동 대표", "홍길동"),
        ("홍길동 과장님", "홍길동"),
        ("홍길동 (Hong Gildong)", "홍길동"),
        ("김영이예요", "김영이"),
        ("이름: 홍길동", "홍길동"),
        ("홍길동님", "홍길동"),
        ("안녕하세요, 저는 홍길동입니다", "홍길동"),
        ("대표자는 홍길동입니다", "홍길동"),
        ("이이", "이이"),
        ("남궁민수", "남궁민수"),
        ("응우옌 티 란", "응우옌 티 란"),
        ("가" * 20, "가" * 20),
        ("스티븐 스필버그", "스티븐 스필버그"),
        ("Hong Gildong", "Hong Gildong"),
        ("my name is John Smith", "John Smith"),
        ("O’Brien", "O'Brien"),
        ("Anne-Marie D. Smith", "Anne-Marie D. Smith"),
        ("Nguyễn Thị Lan", "Nguyễn Thị Lan"),
        ("Ｊｏｈｎ", "John"),
        ("\u1112\u1169\u11bc\u1100\u1175\u11af\u1103\u1169\u11bc", "홍길동"),
    ],
)
def test_read(text: str, name: str) -> None:
    reading = read_person_name(text)
    assert (reading.value, reading.doubt) == (name, None)


@pytest.mark.parametrize(
    "text", ["잠깐만요", "싫어요", "모르겠어요", "안녕하세요", "그만할래", "생각해 보겠습니다", "도움말", "응우옌"]
)
def test_what_looks_like_no_name_is_asked(text: str) -> None:
    reading = read_person_name(text)
    assert (reading.doubt, reading.params) == ("name.unusual", {"name": reading.value})


@pytest.mark.parametrize("text", ["홍", "J", "제 이름은 홍입니다"])
def test_a_single_character_is_asked(text: str) -> None:
    reading = read_person_name(text)
    assert reading.doubt == "name.short"
    assert reading.params == {"name": reading.value}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "name.empty"),
        ("...", "name.empty"),
        ("홍길동1", "name.digits"),
        ("010-1234-5678", "name.digits"),
        ("홍길동🙂", "name.symbols"),
        ("<b>홍길동</b>", "name.symbols"),
        ("hong@naver.com", "name.symbols"),
        ("홍_길동", "name.symbols"),
        ("ㅎㄱㄷ", "name.jamo"),
        ("홍길도ㅇ", "name.jamo"),
        ("洪吉東", "name.letters"),
        ("田中", "name.letters"),
        ("홍길동 Hong", "name.letters"),
        ("가" * 21, "name.too_long"),
        ("J" * 61, "name.too_long"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_person_name(text)
    assert caught.value.code == code


def test_an_english_name_is_in_latin_letters() -> None:
    assert read_name_en("제 영문 이름은 Hong Gildong 입니다").value == "Hong Gildong"
    for text, code in (
        ("홍길동", "name_en.letters"),
        ("Hong1", "name.digits"),
        ("", "name.empty"),
        ("H" * 61, "name.too_long"),
    ):
        with pytest.raises(Problem) as caught:
            read_name_en(text)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("홍길동 남자", "홍길동"),
        ("남자, 홍길동이고요", "홍길동"),
        ("이름은 홍길동이고 국적은 한국", "홍길동"),
        ("저는 홍길동이고 번호는", "홍길동"),
        ("남궁민수 / 여", "남궁민수"),
        ("허준", "허준"),
        ("John Smith", "John Smith"),
        ("가입하고 싶어요", None),
        ("안녕하세요", None),
        ("이메일 주소는", None),
        ("홍길동 김철수", None),
        ("hello", None),
        ("", None),
    ],
)
def test_in_what_is_left_of_a_message(text: str, name: str | None) -> None:
    found = find_person_name(text)
    assert (found and found.value) == name


@modest
@given(st.text(SYLLABLES, min_size=2, max_size=4))
def test_every_hangul_name_is_read_as_typed(name: str) -> None:
    # Two names are endings at the same time: 김요 is a name, 김이에요 a sentence.
    if not name.endswith(("이에요", "예요", "에요", "이요", "입니다", "님")):
        assert read_person_name(name).value == name
