"""The password's rules, all told at once, and its hash."""

from datetime import date
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from zxcvbn.matching import RANKED_DICTIONARIES

from membership.keyboard import as_latin_keys
from membership.passwords import Personal, check_password, hash_password, verify_password
from membership.problems import Problem
from tests.membership.properties import modest

HONG = Personal("홍길동", "Hong Gildong", date(1990, 3, 5), ("+821087524961", "+82234607932"), "gildong90@naver.com")
GOOD = "Blue*kite52"
LONGEST = "".join(f"kite{number}*Moon" for number in range(20, 40))[:128]


def broken(password: str, login_id: str = "hanbit07", personal: Personal = HONG) -> set[str]:
    try:
        check_password(password, login_id, personal)
    except Problem as problem:
        return rules_of(problem)
    return set()


def rules_of(problem: Problem) -> set[str]:
    rules = problem.params["broken"]
    assert problem.code == "password.rules"
    assert isinstance(rules, list)
    return {rule.removeprefix("password.") for rule in rules}


@pytest.mark.parametrize(
    "password", [GOOD, "sunny-Harbor7", "정답은 blue#Kite 52", "Blue sky 42!", "x9!" + "Qw7 e_" * 20, "blue€kite52"]
)
def test_good_passwords(password: str) -> None:
    assert broken(password) == set()


@pytest.mark.parametrize(
    ("password", "rules"),
    [
        ("", {"too_short", "no_letter", "no_digit", "no_special"}),
        ("a", {"too_short", "no_digit", "no_special"}),
        ("Bl*kte52", {"too_short"}),
        ("Bl*kite52", set()),
        ("bluekite52", {"no_special"}),
        ("bluekite*!", {"no_digit"}),
        ("92*71*85*63", {"no_letter"}),
        ("파란연52*71*", {"no_letter"}),
        ("bluekite52 ", {"no_special"}),
        ("bluekite52가", {"no_special"}),
        (LONGEST, set()),
        (LONGEST + "x", {"too_long"}),
        ("Blue*kite52\n", {"control_character"}),
        ("blue*kiteeee52", {"run"}),
        ("blue*kite1111", {"run"}),
        ("abcd*Moon52", {"run"}),
        ("DCBA*Moon52", {"run"}),
        ("Moon*1234sky", {"run"}),
        ("Moon*4321sky", {"run"}),
        ("Moon*7890sky", {"run"}),
        ("qwer*Moon52", {"run"}),
        ("abc*Moon521", set()),
        ("xHanBit07*q", {"contains_id"}),
        ("길동홍길동52a*", {"contains_name"}),
        ("ghdrlfehd*52", {"contains_name"}),
        ("Gildong*5271", {"contains_name"}),
        ("19900305*Moon", {"contains_birth_date"}),
        ("90-03-05*Moon", {"contains_birth_date"}),
        ("010-8752-4961*Mn", {"contains_phone"}),
        ("87524961*Moon", {"contains_phone"}),
        ("02-3460-7932*Mn", {"contains_phone"}),
        ("gildong90*Moon", {"contains_name", "contains_email"}),
    ],
)
def test_broken_rules_are_told_together(password: str, rules: set[str]) -> None:
    assert broken(password) == rules


@pytest.mark.parametrize(
    "password",
    [
        "password1!",
        "P@ssw0rd12",
        "iloveyou1!",
        "welcome99!",
        "dkssudgktpdy1!",  # 안녕하세요
        "tkfkdgo52!",  # 사랑해
        "qlalfqjsgh1!",  # 비밀번호
        "eogksalsrnr1!",  # 대한민국
        "안녕하세요a1!!",
        "kotra2026!",
    ],
)
def test_well_known_words_are_easy_to_guess(password: str) -> None:
    assert broken(password) == {"easy_to_guess"}


def test_what_is_known_of_the_person_counts_only_for_that_person() -> None:
    for own in ("010-8752-4961*Mn", "19900305*Moon", "ghdrlfehd*52", "xHanBit07*q"):
        assert any(rule.startswith("contains") for rule in broken(own))
        assert not any(rule.startswith("contains") for rule in broken(own, "", Personal()))


def test_a_short_id_or_name_is_no_reason_to_refuse() -> None:
    assert broken("Blue*kite52", "", Personal("이", "Li", email="kit@b.kr")) == set()


def test_personal_words_do_not_stay_in_shared_memory() -> None:
    broken(GOOD)
    assert "user_inputs" not in RANKED_DICTIONARIES


@modest
@given(st.text(max_size=150), st.text(max_size=20), st.text(max_size=10))
def test_any_text_is_judged(password: str, login_id: str, name: str) -> None:
    broken(password, login_id, Personal(name, name, date(2000, 1, 1), (name,), name))


def test_a_hash_is_argon2id_and_verifies_only_its_password() -> None:
    hashed = hash_password(GOOD)
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashed != hash_password(GOOD)
    assert GOOD not in hashed
    assert verify_password(hashed, GOOD)
    assert not verify_password(hashed, GOOD + " ")
    assert not verify_password(hashed, "")


def test_the_same_characters_from_another_keyboard_verify() -> None:
    assert verify_password(hash_password("café*kite 52"), "cafe\u0301*kite\u00a052")


def test_an_unknown_member_has_no_password() -> None:
    assert not verify_password(None, GOOD)
    assert not verify_password(None, "nobody has this password")


@pytest.mark.parametrize("hashed", ["junk", "", "$argon2id$v=19$m=1$x"])
def test_a_damaged_hash_is_never_right(hashed: str) -> None:
    assert not verify_password(hashed, GOOD)


def test_an_endless_password_is_refused_and_not_cut() -> None:
    hashed = hash_password(LONGEST)
    assert verify_password(hashed, LONGEST)
    assert not verify_password(hashed, LONGEST + "x" * 100_000)


def test_passwords_are_judged_alike_in_many_threads() -> None:
    seen: list[bool] = []

    def judge(login_id: str) -> None:
        seen.extend(
            broken("kitenine*52x", login_id, Personal()) == ({"contains_id"} if login_id == "kitenine" else set())
            for _ in range(20)
        )

    threads = [Thread(target=judge, args=(login_id,)) for login_id in ("kitenine", "otherone", "thirdone")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 60


@pytest.mark.parametrize(
    ("hangul", "keys"),
    [
        ("안녕하세요", "dkssudgktpdy"),
        ("홍길동", "ghdrlfehd"),
        ("ㅗㅐㅜㅎ", "hong"),
        ("뷁", "qnpfr"),
        ("꽃의 값", "Rhcdml rkqt"),
        ("abc1", "abc1"),
    ],
)
def test_hangul_as_latin_keys(hangul: str, keys: str) -> None:
    assert as_latin_keys(hangul) == keys
