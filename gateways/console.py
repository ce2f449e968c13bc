"""The identity check for development: codes are printed, nothing is sent."""

from gateways.identity import GatewayError, VerifiedPerson


class ConsoleGateway:
    """Prints one line `code +821012345678 123456` on standard output for each code; has no provider's page."""

    name = "console"
    offers = frozenset({"phone"})

    async def send_code(self, mobile: str, code: str) -> None:
        print(f"code {mobile} {code}", flush=True)

    def page_url(self, ref: str, back: str = "") -> str:
        raise GatewayError("identity.not_offered", passing=False)

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        raise GatewayError("identity.not_offered", passing=False)

    async def close(self) -> None:
        """Has nothing to let go of."""
