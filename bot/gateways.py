"""The gateways that the settings name, and the services that the outbox calls them by."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass

from bot.codes import identity_services, sms_services
from bot.delivery import Service
from bot.looking_up import address_services, company_services
from bot.serving.notified import Notified, Notifies
from bot.settings import Settings
from gateways.addresses import AddressGateway
from gateways.companies import CompanyGateway
from gateways.console import ConsoleGateway
from gateways.identity import IdentityGateway
from gateways.juso import JusoGateway
from gateways.nts import NtsGateway
from gateways.playground import PlaygroundGateway
from gateways.playground_services import PlaygroundAddresses, PlaygroundCompanies, PlaygroundSms
from gateways.sms import ConsoleSms, SmsGateway
from gateways.solapi import SolapiGateway
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Gateways:
    """The outside services of this installation; None is one that is not used."""

    identity: IdentityGateway
    sms: SmsGateway | None = None
    companies: CompanyGateway | None = None
    addresses: AddressGateway | None = None

    @classmethod
    def of(cls, settings: Settings) -> Gateways:
        """Those that the settings name."""
        return cls(make_identity(settings), _sms(settings), _companies(settings), _addresses(settings))

    def services(self, database: Database) -> dict[str, Service]:
        """What the outbox may call."""
        return {
            **identity_services(database, self.identity),
            **(sms_services(database, self.sms) if self.sms else {}),
            **(company_services(database, self.companies) if self.companies else {}),
            **(address_services(self.addresses) if self.addresses else {}),
        }

    def notified(self, database: Database) -> Notified | None:
        """What takes the identity provider's webhooks, where it sends any."""
        return Notified(self.identity, database) if isinstance(self.identity, Notifies) else None

    def close_with(self, stack: AsyncExitStack) -> None:
        """Has them closed at the end."""
        for gateway in (self.identity, self.sms, self.companies, self.addresses):
            if gateway is not None:
                stack.push_async_callback(gateway.close)


def make_identity(settings: Settings) -> IdentityGateway:
    """The identity gateway that the settings name."""
    if settings.identity_gateway == "playground":
        return PlaygroundGateway(settings.playground_url)
    if settings.identity_gateway == "portone":
        # Loads httpx, which nothing else here does.
        from gateways.portone import PortOneGateway

        keys = settings.outside.keys
        return PortOneGateway(
            store_id=keys["PORTONE_STORE_ID"],
            channel_key=keys["PORTONE_CHANNEL_KEY"],
            api_secret=keys["PORTONE_API_SECRET"],
            webhook_secret=keys["PORTONE_WEBHOOK_SECRET"],
            page=settings.page("identity"),
            root=settings.outside.roots["PORTONE_URL"],
        )
    return ConsoleGateway()


def _sms(settings: Settings) -> SmsGateway | None:
    keys, choice = settings.outside.keys, settings.outside.sms_by(settings.identity_gateway)
    if choice == "solapi":
        root = settings.outside.roots["SOLAPI_URL"]
        return SolapiGateway(keys["SOLAPI_API_KEY"], keys["SOLAPI_API_SECRET"], keys["SOLAPI_FROM"], root)
    if choice == "playground":
        return PlaygroundSms(settings.playground_url)
    return ConsoleSms() if choice == "console" else None


def _companies(settings: Settings) -> CompanyGateway | None:
    if settings.outside.company_status == "nts":
        return NtsGateway(settings.outside.keys["NTS_SERVICE_KEY"], settings.outside.roots["NTS_URL"])
    return PlaygroundCompanies(settings.playground_url) if settings.outside.company_status else None


def _addresses(settings: Settings) -> AddressGateway | None:
    if settings.outside.address_search == "juso":
        return JusoGateway(settings.outside.keys["JUSO_KEY"], settings.outside.roots["JUSO_URL"])
    return PlaygroundAddresses(settings.playground_url) if settings.outside.address_search else None
