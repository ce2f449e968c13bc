"""The stand-in for an I-PIN provider's page."""

from typing import Any
from urllib.parse import quote

import pytest

PERSON = {
    "name": "김<하늘>",
    "birth_date": "1990-03-05",
    "gender": "female",
    "national": "domestic",
    "mobile": "010-2000-1001",
}


async def submit(hands: Any, back: str = "", **changed: str) -> Any:
    path = "/ipin/ref1" + (f"?return={quote(back)}" if back else "")
    return await hands.http.post(path, data=PERSON | changed, follow_redirects=True)


async def test_the_result_is_there_when_the_form_was_sent(hands: Any) -> None:
    assert (await hands.http.get("/ipin/ref1/result")).status_code == 404
    form = await hands.http.get("/ipin/ref1")
    assert (form.status_code, '<html lang="ko">' in form.text) == (200, True)
    assert "본인확인을 마쳤습니다." in (await submit(hands)).text
    assert await hands.gets("/ipin/ref1/result") == PERSON | {"mobile": "+821020001001"}
    assert (await hands.http.get("/ipin/ref2/result")).status_code == 404


async def test_without_a_mobile_number(hands: Any) -> None:
    await submit(hands, mobile="")
    assert (await hands.gets("/ipin/ref1/result"))["mobile"] is None


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", " ", "이름을 입력해 주세요."),
        ("birth_date", "1990-13-05", "생년월일을 1990-03-05처럼 입력해 주세요."),
        ("birth_date", "1850-01-01", "생년월일을 다시 확인해 주세요."),
        ("gender", "", "성별을 골라 주세요."),
        ("national", "x", "내국인 또는 외국인을 골라 주세요."),
        ("mobile", "02-123-4567", "휴대전화 번호를 010-1234-5678처럼 입력하거나 비워 두세요."),
    ],
)
async def test_wrong_answers_are_named_and_the_others_kept(hands: Any, field: str, value: str, complaint: str) -> None:
    answer = await submit(hands, **{field: value})
    assert (answer.status_code, complaint in answer.text) == (422, True)
    assert answer.text.count('role="alert"') == 1
    if field != "name":
        assert 'value="김&lt;하늘&gt;"' in answer.text
    assert (await hands.http.get("/ipin/ref1/result")).status_code == 404


async def test_the_way_back(hands: Any, bot: Any) -> None:
    for wanted, leads in (
        ("http://127.0.0.1:8080/?a=1", "http://127.0.0.1:8080/?a=1"),
        ("http://localhost/x", "http://localhost/x"),
        ("/?start=a", "/?start=a"),
        (f"https://t.me/{bot.username}?start=done_1", "/?start=done_1"),
        ("https://t.me/another_bot?start=x", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("http://127.0.0.1@evil.example/", "/"),
        ("http://[", "/"),
    ):
        assert f'href="{leads}"' in (await submit(hands, wanted)).text, wanted


async def test_a_reference_is_plain(hands: Any) -> None:
    assert (await hands.http.get("/ipin/a%22b")).status_code == 400
    assert (await hands.http.post("/ipin/a%22b", data=PERSON)).status_code == 400


async def test_the_style_is_here(hands: Any) -> None:
    assert (await hands.http.get("/pages/ipin.css")).headers["content-type"].startswith("text/css")
