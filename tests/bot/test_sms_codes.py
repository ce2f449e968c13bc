"""Codes of our own by SMS: born at sending, worded in the person's language, sent to nobody who is not there."""

from __future__ import annotations

import re

import pytest

from bot.codes import sms_services
from gateways.sms import SmsRefused
from storage import sms_codes
from storage.database import Database
from storage.sms_codes import Asked
from tests.storage.people import do

MOBILE = "+821012345678"


class Sms:
    name = "sms"

    def __init__(self, refuses: bool = False) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuses = refuses

    async def send(self, to: str, text: str, ref: str) -> None:
        if self.refuses:
            raise SmsRefused("sms.refused")
        self.sent.append((to, text))

    async def close(self) -> None:
        pass


def asks(database: Database, mobile: str | None = MOBILE) -> int:
    code_id = do(database, sms_codes.ask, Asked("reset_password", "telegram", "7", "hongkildong"), mobile)
    assert isinstance(code_id, int)
    return code_id


@pytest.mark.parametrize(("language", "words"), [("ko", "인증번호"), ("en", "Your code is")])
async def test_a_code_goes_out_in_the_persons_language(database: Database, language: str, words: str) -> None:
    sms, code_id = Sms(), asks(database)
    send = sms_services(database, sms)["sms.send_code"].call
    answer = await send({"code_id": code_id, "mobile": MOBILE, "language": language})
    ((to, text),) = sms.sent
    assert to == MOBILE
    assert words in text
    assert re.search(r"\b\d{6}\b", text)
    assert len(text.encode("euc-kr")) <= 90
    assert set(answer) == {"code_id", "expires_at"}


async def test_to_nobody_nothing_goes_out_and_the_answer_is_alike(database: Database) -> None:
    sms, code_id = Sms(), asks(database, None)
    send = sms_services(database, sms)["sms.send_code"].call
    assert set(await send({"code_id": code_id, "mobile": None, "language": "ko"})) == {"code_id", "expires_at"}
    assert sms.sent == []


async def test_a_refusal_is_final(database: Database) -> None:
    send = sms_services(database, Sms(refuses=True))["sms.send_code"].call
    with pytest.raises(SmsRefused) as caught:
        await send({"code_id": asks(database), "mobile": MOBILE, "language": "ko"})
    assert not caught.value.passing
