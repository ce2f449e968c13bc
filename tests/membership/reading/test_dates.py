"""Birth dates as people type them; today is 22 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.dates import age, find_birth_date, is_old_enough, read_birth_date, read_opening_date
from tests.membership.properties import modest

TODAY = date(2026, 11, 22)
BORN = date(1990, 3, 5)
PAST = st.dates(date(1907, 1, 1), TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "1990-03-05",
        "19900305",
        "900305",
        "1990년 3월 5일",
        "1990년3월5일생",
        "1990.3.5",
        "1990. 3. 5.",
        "1990/03/05",
        "1990 03 05",
        "90년 3월 5일생",
        "1990년생 3월 5일",
        "90년도 3월 5일",
        "90 03 05",
        "05-Mar-1990",
        "1990-Mar-05",
        "90.3.5",
        "90-03-05",
        "'90/3/5",
        "March 5, 1990",
        "Mar 5 1990",
        "mar. 5th, 1990",
        "5 March 1990",
        "5th of March 1990",
        "1990 March 5",
        "900305-1",
        "900305 - 2",
        "9003051",
        "900305-1******",
        "900305-5",
        "１９９０－０３－０５",
        "구공공삼공오",
        "일구구공-공삼-공오",
        "제 생일은 1990년 3월 5일입니다",
        "생년월일: 19900305",
        "저는 900305예요",
        "my birthday is 5 March 1990",
        "양력 1990년 3월 5일",
    ],
)
def test_read(text: str) -> None:
    reading = read_birth_date(text, TODAY)
    assert (reading.value, reading.doubt) == (BORN, None)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("030305-4", date(2003, 3, 5)),
        ("030305-8", date(2003, 3, 5)),
        ("030305-3", date(2003, 3, 5)),
        ("13/05/1990", date(1990, 5, 13)),
        ("05/13/1990", date(1990, 5, 13)),
        ("05/05/1990", date(1990, 5, 5)),
        ("13051990", date(1990, 5, 13)),
        ("31/12/99", date(1999, 12, 31)),
        ("03.05.06", date(2003, 5, 6)),
        ("000229", date(2000, 2, 29)),
        ("120101", date(2012, 1, 1)),
        ("20261122", TODAY),
    ],
)
def test_read_without_a_doubt(text: str, born: date) -> None:
    reading = read_birth_date(text, TODAY)
    assert (reading.value, reading.doubt) == (born, None)


@pytest.mark.parametrize(
    ("text", "likely", "other"),
    [
        ("03/05/1990", "1990-03-05", "1990-05-03"),
        ("3.5.1990", "1990-03-05", "1990-05-03"),
        ("03051990", "1990-03-05", "1990-05-03"),
        ("03/05/06", "2003-05-06", "2006-03-05"),
        ("200305", "2020-03-05", "1920-03-05"),
        ("15.3.5", "2015-03-05", "1915-03-05"),
        ("20년 3월 5일", "2020-03-05", "1920-03-05"),
    ],
)
def test_what_may_be_two_dates_is_asked(text: str, likely: str, other: str) -> None:
    reading = read_birth_date(text, TODAY)
    assert reading.doubt == "birth_date.which"
    assert reading.value.isoformat() == likely
    assert reading.params == {"date": likely, "other": other}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("음력 1990년 3월 5일", "birth_date.lunar"),
        ("1990년 3월 5일 (음)", "birth_date.lunar"),
        ("lunar 1990-03-05", "birth_date.lunar"),
        ("1990-02-30", "birth_date.impossible"),
        ("1990-13-01", "birth_date.impossible"),
        ("19900230", "birth_date.impossible"),
        ("900230", "birth_date.impossible"),
        ("19010229", "birth_date.impossible"),
        ("0000-00-00", "birth_date.impossible"),
        ("20261123", "birth_date.future"),
        ("2030년 1월 1일", "birth_date.future"),
        ("19051122", "birth_date.too_old"),
        ("1890-01-01", "birth_date.too_old"),
        ("900305-9", "birth_date.too_old"),
        ("030305-1", "birth_date.too_old"),
        ("3월 5일", "birth_date.no_year"),
        ("March 5", "birth_date.no_year"),
        ("3/5", "birth_date.no_year"),
        ("35살", "birth_date.unreadable"),
        ("1990", "birth_date.unreadable"),
        ("", "birth_date.unreadable"),
        ("🎂", "birth_date.unreadable"),
        ("010-1234-5678", "birth_date.unreadable"),
    ],
)
def test_refused(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_birth_date(text, TODAY)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["900305-1", "900305-1******", "9003051"])
def test_the_seventh_digit_is_not_kept(text: str) -> None:
    found = find_birth_date(f"홍길동 {text} 남", TODAY)
    assert found
    assert found.value == BORN
    assert found.rest.split() == ["홍길동", "남"]


@pytest.mark.parametrize(
    "text",
    [
        "홍길동 010-1234-5678",
        "홍길동 음력 1990년 3월 5일",
        "홍길동 03/05/1990",
        "홍길동 1990-02-30",
        "홍길동 2030-01-01",
        "990-03-05-12",
        "",
    ],
)
def test_nothing_doubtful_is_found(text: str) -> None:
    assert find_birth_date(text, TODAY) is None


@pytest.mark.parametrize(
    ("born", "old_enough"),
    [
        (date(2012, 11, 22), True),
        (date(2012, 11, 23), False),
        (date(2012, 11, 21), True),
        (date(2026, 11, 22), False),
        (date(1900, 1, 1), True),
    ],
)
def test_fourteen_is_counted_in_full_years(born: date, old_enough: bool) -> None:
    assert is_old_enough(born, TODAY) is old_enough


def test_who_was_born_on_29_february_turns_older_on_1_march() -> None:
    assert age(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert age(date(2012, 2, 29), date(2026, 3, 1)) == 14


@modest
@given(PAST)
def test_every_date_is_read_in_every_full_form(born: date) -> None:
    forms = ("%Y-%m-%d", "%Y%m%d", "%Y.%m.%d", "%Y년 %m월 %d일", "%B %d, %Y", "%d %B %Y")
    assert {read_birth_date(born.strftime(form), TODAY).value for form in forms} == {born}
    found = find_birth_date(f"홍길동 {born:%Y-%m-%d} 남자", TODAY)
    assert found
    assert found.value == born


@modest
@given(PAST)
def test_six_digits_are_the_date_or_a_doubt(born: date) -> None:
    reading = read_birth_date(f"{born:%y%m%d}", TODAY)
    possible = {reading.value.isoformat(), reading.params.get("other")}
    if born.year > 1912:
        assert born.isoformat() in possible


@modest
@given(st.dates(TODAY + timedelta(days=1)))
def test_no_future_date_is_taken(born: date) -> None:
    with pytest.raises(Problem, match=r"^birth_date\.future$"):
        read_birth_date(born.isoformat(), TODAY)


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("2015-03-02", date(2015, 3, 2)),
        ("20150302", date(2015, 3, 2)),
        ("2015년 3월 2일", date(2015, 3, 2)),
        ("개업연월일: 2015년 03월 02일", date(2015, 3, 2)),
        ("개업일은 1969.01.13 입니다", date(1969, 1, 13)),
        ("1899-06-01", date(1899, 6, 1)),
        ("March 2, 2015", date(2015, 3, 2)),
    ],
)
def test_the_day_on_which_a_company_opened(text: str, opened: date) -> None:
    assert read_opening_date(text, date(2026, 11, 22)).value == opened


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("모르겠음", "opened_on.unreadable"),
        ("2026-11-23", "opened_on.impossible"),
        ("2015-02-30", "opened_on.impossible"),
    ],
)
def test_what_is_no_opening_date(text: str, code: str) -> None:
    with pytest.raises(Problem) as problem:
        read_opening_date(text, date(2026, 11, 22))
    assert problem.value.code == code
