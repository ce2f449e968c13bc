import pytest

from gateways.console import ConsoleGateway
from gateways.identity import GatewayError, IdentityGateway


async def test_a_code_is_one_line_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    gateway: IdentityGateway = ConsoleGateway()
    await gateway.send_code("+821012345678", "123456")
    assert capsys.readouterr() == ("code +821012345678 123456\n", "")


async def test_only_the_phone_is_offered() -> None:
    gateway = ConsoleGateway()
    assert gateway.offers == {"phone"}
    with pytest.raises(GatewayError) as caught:
        gateway.page_url("ref")
    with pytest.raises(GatewayError):
        await gateway.fetch("ref")
    assert not caught.value.passing
