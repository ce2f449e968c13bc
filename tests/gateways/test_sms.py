import pytest

from gateways.sms import ConsoleSms


async def test_the_console_prints_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    gateway = ConsoleSms()
    await gateway.send("+821012345678", "안녕하세요", "code:1")
    await gateway.close()
    assert capsys.readouterr().out == "sms +821012345678 안녕하세요\n"
