"""Only what Telegram signed for this bot, and lately, says who opened a page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.init_data import AHEAD, LARGEST, LIFETIME, InitDataKey, InitDataRefused
from tests.bot.pages.opening import TOKEN, escaped, init_data, signature

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
KEY = InitDataKey.of(TOKEN)
GOOD = init_data(77, NOW)
FIELDS = {name: value for name, value in parse_qsl(GOOD) if name != "hash"}


def refusal(text: str, now: datetime = NOW) -> str:
    with pytest.raises(InitDataRefused) as refused:
        KEY.opener(text, now)
    return refused.value.code


def signed(**changes: str) -> str:
    fields = {**FIELDS, **changes}
    return escaped({**fields, "hash": signature(fields)})


def test_says_who_and_in_which_language() -> None:
    opener = KEY.opener(GOOD, NOW)
    assert (opener.user, opener.language) == ("77", "ko")
    assert opener.opening == dict(parse_qsl(GOOD))["hash"]


def test_of_another_bot_it_opens_nothing() -> None:
    assert refusal(init_data(77, NOW, token="7000000002:" + "X" * 35)) == "init_data_forged"


@given(st.data())
def test_any_changed_character_is_refused(data: st.DataObject) -> None:
    """Or it is the same said in another way, which is the same opening and as such spent."""
    place = data.draw(st.integers(0, len(GOOD) - 1))
    other = data.draw(
        st.one_of(st.sampled_from("0aA=&%+ \n\\"), st.characters()).filter(lambda one: one != GOOD[place])
    )
    _refused_or_same(GOOD[:place] + other + GOOD[place + 1 :])


@given(st.integers(0, len(GOOD)), st.integers(0, 20), st.text(max_size=20))
def test_what_is_cut_out_or_put_in_is_refused(place: int, length: int, put: str) -> None:
    _refused_or_same(GOOD[:place] + put + GOOD[place + length :])


@given(st.text())
def test_anything_else_is_refused_and_nothing_worse(text: str) -> None:
    assert refusal(text) == "init_data_forged"


@given(st.dictionaries(st.sampled_from(["user", "auth_date", "hash", "x"]), st.text()))
def test_fields_that_anybody_could_write_are_refused(fields: dict[str, str]) -> None:
    assert refusal(escaped(fields)) == "init_data_forged"


def _refused_or_same(text: str) -> None:
    if dict(parse_qsl(text, keep_blank_values=True)) == dict(parse_qsl(GOOD)):
        return
    assert refusal(text) == "init_data_forged"


def test_the_same_in_another_order_or_escaped_otherwise_is_the_same_opening() -> None:
    pairs = GOOD.split("&")
    turned = "&".join(reversed(pairs))
    loose = GOOD.replace("%20", "+").replace("%2C", ",")
    assert turned != GOOD != loose
    assert KEY.opener(turned, NOW) == KEY.opener(loose, NOW) == KEY.opener(GOOD, NOW)


def test_it_serves_for_ten_minutes() -> None:
    assert KEY.opener(GOOD, NOW + LIFETIME).user == "77"
    assert refusal(GOOD, NOW + LIFETIME + timedelta(seconds=1)) == "init_data_expired"
    assert KEY.opener(GOOD, NOW - AHEAD).user == "77"
    assert refusal(GOOD, NOW - AHEAD - timedelta(seconds=1)) == "init_data_expired"


@pytest.mark.parametrize("when", ["", "-5", "1e9", "١٧", "9" * 400, "0", "12.5", " 5"])
def test_a_signed_moment_that_is_none_is_refused(when: str) -> None:
    assert refusal(signed(auth_date=when)) == "init_data_forged"


@pytest.mark.parametrize(
    "user",
    ["", "77", "[]", "null", "{}", '{"id":"77"}', '{"id":-100500}', '{"id":0}', '{"id":true}', '{"id":7.0}', "{"],
)
def test_a_signed_user_who_is_nobody_is_refused(user: str) -> None:
    assert refusal(signed(user=user)) == "init_data_forged"


def test_a_bot_opens_nothing_and_an_odd_language_is_none() -> None:
    assert refusal(signed(user='{"id":77,"is_bot":true}')) == "init_data_forged"
    assert KEY.opener(signed(user='{"id":77,"language_code":5}'), NOW).language is None


def test_what_could_be_cut_in_another_way_is_refused() -> None:
    assert refusal(signed(start_param="a\nuser=b")) == "init_data_forged"
    assert refusal(signed(**{"a=b": "c"})) == "init_data_forged"
    assert refusal(f"{GOOD}&auth_date=1") == "init_data_forged"
    assert refusal(f"{GOOD}&user=") == "init_data_forged"
    assert refusal(signed(start_param="x" * LARGEST)) == "init_data_forged"


def test_a_signature_in_capitals_or_of_another_length_is_refused() -> None:
    given_hash = signature(FIELDS)
    for wrong in (given_hash.upper(), given_hash[:-1], given_hash + "0", "", "g" * 64):
        if wrong != given_hash:
            assert refusal(escaped({**FIELDS, "hash": wrong})) == "init_data_forged"
