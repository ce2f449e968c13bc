"""Questions as they are compared, and the lexicon's concepts in them."""

from __future__ import annotations

import pytest

from conversations.questions.english import english_words
from conversations.questions.features import features_of
from conversations.questions.lexicon import Lexicon
from conversations.questions.normalising import normalised

ONE_LEXICON = Lexicon(
    {
        "concepts": {"lost": ["까먹", "forgot"], "vs": ["vs-"], "spaced": ["개인 회원"], "quoted": ["can't find"]},
        "grade": {"associate": ["준회원", "associate"], "regular": ["정회원", "regular"]},
        "service": {"mileage": ["마일리지"]},
    }
)


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("비번 까먹었어요ㅠㅠㅠ", "비번 까먹었어요"),
        ("승인 언제 나요ㅋㅋㅋㅋ", "승인 언제 나요"),
        ("Can't I?", "cant i"),
        ("ＩＤ　찾기", "id 찾기"),
        ("아이디는 20자까지? 아님 6자", "아이디는 0자까지 . 아님 0자"),
        ("ㅇㅏ이디", "아이디"),
        ("dkdlel ckwrl", "아이디 찾기"),
        ("  여러   칸\n띄움 ", "여러 칸 . 띄움"),
        ("가입", "가입"),
        ("…!?", ""),
    ],
)
def test_a_question_as_it_is_compared(said: str, read: str) -> None:
    assert normalised(said, english_words()) == read


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("비번 까 먹었어", {"lost"}),
        ("i forgot it", {"lost"}),
        ("unforgotten", set()),
        ("a vs b", {"vs"}),
        ("vsx", set()),
        ("저는개인회원", {"spaced"}),
        ("i cant find it", {"quoted"}),
    ],
)
def test_concepts_are_found_with_spaces_ignored_and_english_as_words(text: str, concepts: set[str]) -> None:
    assert ONE_LEXICON.names_in("concepts", text) == concepts


def test_the_grade_that_is_named_first_is_found() -> None:
    assert ONE_LEXICON.first_in("grade", "준회원 말고 정회원") == "associate"
    assert ONE_LEXICON.first_in("grade", "regular or associate") == "regular"
    assert ONE_LEXICON.first_in("grade", "마스터") is None


def test_a_word_that_is_nothing_but_the_lexicons() -> None:
    assert ONE_LEXICON.holds("까먹")
    assert not ONE_LEXICON.holds("까먹다")


def test_the_lexicon_names_every_grade_and_service_that_a_question_may_be_about() -> None:
    lexicon = Lexicon.load()
    assert lexicon.names_in("grade", "개인회원 준회원 정회원 마스터") == {
        "individual",
        "associate",
        "regular",
        "master",
    }
    said = "상담 설명회 기타 서비스 마일리지 기업정보 권한 넘기기 승인"
    assert lexicon.names_in("service", said) == {
        *("consultation", "briefing", "other_services", "mileage", "company_edit", "master_transfer"),
        "approve_members",
    }


def test_particles_and_spaces_do_not_matter_to_the_features() -> None:
    lexicon = Lexicon.load()
    apart, together = features_of("준회원 마일리지", lexicon), features_of("준회원마일리지", lexicon)
    assert apart["syllables"] == together["syllables"]
    assert apart["concepts"] == together["concepts"]
    assert "마일리지" in features_of("마일리지를 준회원이", lexicon)["words"]
