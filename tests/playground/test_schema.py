"""What the playground refuses and takes, beside the Bot API's own schema (where that lies beside the project)."""

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKER = Path(__file__).parents[3] / "shared" / "botapi" / "check_calls.py"
LONG = "가" * 4096
CALLBACK = {"text": "x", "callback_data": "x"}


def keys(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


GOOD = [
    ("sendMessage", {"text": "x"}),
    ("sendMessage", {"text": LONG}),
    ("sendMessage", {"text": f"<b>{LONG}</b>", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "a &lt; b &amp; <code>c</code>", "parse_mode": "HTML", "reply_markup": keys(CALLBACK)}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"text": "x", "url": "https://kotra.or.kr"})}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "x" * 64})}),
    ("sendMessage", {"text": "x", "reply_markup": {"keyboard": [[{"text": "x", "request_contact": True}]]}}),
    ("sendMessage", {"text": "x", "reply_markup": {"remove_keyboard": True}}),
    ("sendChatAction", {"action": "typing"}),
]
BAD = [
    ("sendNonsense", {"text": "x"}),
    ("sendMessage", {}),
    ("sendMessage", {"text": ""}),
    ("sendMessage", {"text": LONG + "가"}),
    ("sendMessage", {"text": "<x>y</x>", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "<b>y", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "<b>y</i>", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "1 < 2", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "x" * 65})}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"text": "x"})}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "x", "url": "https://k.kr"})}),
    ("sendMessage", {"text": "x", "reply_markup": keys({"callback_data": "x"})}),
    ("sendDocument", {"document": "none", "caption": "가" * 1025}),
    ("setMyCommands", {"commands": [{"command": "a"}]}),
    ("deleteMessages", {}),
    ("editMessageText", {"message_id": 1, "text": ""}),
]


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    if not CHECKER.exists():
        pytest.skip("the Bot API's schema does not lie beside the project")
    spec = importlib.util.spec_from_file_location("check_calls", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def where(method: str, params: dict[str, Any], chat: int) -> dict[str, Any]:
    return params if method == "setMyCommands" else {"chat_id": chat} | params


@pytest.mark.parametrize(("method", "params"), GOOD)
async def test_both_take_it(checker: ModuleType, call: Any, me: int, method: str, params: dict[str, Any]) -> None:
    params = where(method, params, me)
    assert checker.problems(method, params) == []
    assert (await call(method, **params))["ok"] is True


@pytest.mark.parametrize(("method", "params"), BAD)
async def test_both_refuse_it(checker: ModuleType, call: Any, me: int, method: str, params: dict[str, Any]) -> None:
    params = where(method, params, me)
    assert checker.problems(method, params) != []
    assert (await call(method, **params))["ok"] is False


async def test_all_methods_are_of_the_bot_api(checker: ModuleType) -> None:
    from playground.methods import METHODS

    known = {name.lower() for name in checker.SCHEMA["methods"]}
    assert set(METHODS) - known == set()
