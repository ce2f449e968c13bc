import pytest

from gateways.sms import ConsoleSms, NoSms, SmsRefused


async def test_the_console_prints_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    gateway = ConsoleSms()
    await gateway.send("+821012345678", "안녕하세요", "code:1")
    await gateway.close()
    assert capsys.readouterr().out == "sms +821012345678 안녕하세요\n"


async def test_where_nobody_sends_it_is_refused() -> None:
    gateway = NoSms()
    with pytest.raises(SmsRefused, match=r"sms\.not_offered"):
        await gateway.send("+821012345678", "안녕하세요", "code:1")
    await gateway.close()
