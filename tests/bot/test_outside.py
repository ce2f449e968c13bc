"""Which outside services are used, and what is said of the keys that they need."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.gateways import Gateways
from bot.outside import KEYS
from bot.settings import Settings, problems
from gateways.console import ConsoleGateway
from gateways.juso import JusoGateway
from gateways.nts import NtsGateway
from gateways.playground_services import PlaygroundAddresses, PlaygroundCompanies, PlaygroundSms
from gateways.portone import PortOneGateway
from gateways.sms import ConsoleSms
from gateways.solapi import SolapiGateway
from storage.database import Database
from tests.bot.stand_in import TOKEN

EVERY_KEY = {key.name: "k" * 20 for keys in KEYS.values() for key in keys}
REAL = {
    "IDENTITY_GATEWAY": "portone",
    "SMS_GATEWAY": "solapi",
    "COMPANY_STATUS": "nts",
    "ADDRESS_SEARCH": "juso",
    "PUBLIC_URL": "https://bot.example.kr/",
    "LISTEN": "127.0.0.1:8000",
    **EVERY_KEY,
}


def settings_of(tmp_path: Path, **environment: str) -> Settings:
    usual = {"TELEGRAM_BOT_TOKEN": TOKEN, "DATABASE_URL": f"sqlite:///{tmp_path}/a.sqlite", "DATA_KEY": "k" * 32}
    return Settings.load(tmp_path, {"IDENTITY_GATEWAY": "console", **usual, **environment})


def test_with_nothing_set_nothing_is_asked_and_advice_says_what_there_is(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    assert problems(settings, "run") == []
    companies, addresses = settings.outside.advice("console")
    assert "COMPANY_STATUS is not set" in companies
    assert "NTS_SERVICE_KEY" in companies
    assert "JUSO_KEY" in addresses


def test_with_every_key_everything_may_start(tmp_path: Path) -> None:
    settings = settings_of(tmp_path, **REAL)
    assert problems(settings, "check") == []
    assert settings.outside.advice("portone") == []


@pytest.mark.parametrize("name", EVERY_KEY)
def test_each_key_that_is_missing_is_named_with_its_service_and_its_place(tmp_path: Path, name: str) -> None:
    (line,) = problems(settings_of(tmp_path, **{**REAL, name: ""}), "check")
    assert line.startswith(f"{name} is not set, ")
    assert "https://" in line
    assert "needs it" in line


def test_portone_needs_our_own_pages(tmp_path: Path) -> None:
    (line,) = problems(settings_of(tmp_path, **{**REAL, "PUBLIC_URL": ""}), "run")
    assert line.startswith("PUBLIC_URL is not set, IDENTITY_GATEWAY=portone needs it")


@pytest.mark.parametrize("name", ["SMS_GATEWAY", "COMPANY_STATUS", "ADDRESS_SEARCH"])
def test_another_service_is_told(tmp_path: Path, name: str) -> None:
    (line,) = problems(settings_of(tmp_path, **{name: "other"}), "run")
    assert line.startswith(f"{name} is not known: choose ")


def test_printed_messages_are_for_development(tmp_path: Path) -> None:
    hook = {"WEBHOOK_URL": "https://b.kr/hook", "WEBHOOK_SECRET": "s" * 20}
    (line,) = problems(settings_of(tmp_path, **{**REAL, **hook, "SMS_GATEWAY": "console"}), "run")
    assert line.startswith("SMS_GATEWAY=console prints messages")


def test_another_address_of_a_service(tmp_path: Path) -> None:
    (line,) = problems(settings_of(tmp_path, NTS_URL="api.odcloud.kr"), "run")
    assert line.startswith("NTS_URL is not an address")


def test_no_key_is_in_what_is_printed(tmp_path: Path) -> None:
    assert "k" * 20 not in repr(settings_of(tmp_path, **REAL))


async def test_the_gateways_that_the_settings_name(tmp_path: Path) -> None:
    real = Gateways.of(settings_of(tmp_path, **REAL))
    kinds = tuple(map(type, (real.identity, real.sms, real.companies, real.addresses)))
    assert kinds == (PortOneGateway, SolapiGateway, NtsGateway, JusoGateway)
    await real.identity.close()
    plain = Gateways.of(settings_of(tmp_path))
    assert tuple(map(type, (plain.identity, plain.sms))) == (ConsoleGateway, ConsoleSms)
    assert (plain.companies, plain.addresses) == (None, None)


async def test_the_playgrounds_stand_ins(tmp_path: Path) -> None:
    chosen = dict.fromkeys(("IDENTITY_GATEWAY", "COMPANY_STATUS", "ADDRESS_SEARCH"), "playground")
    made = Gateways.of(settings_of(tmp_path, **chosen))
    kinds = tuple(map(type, (made.sms, made.companies, made.addresses)))
    assert kinds == (PlaygroundSms, PlaygroundCompanies, PlaygroundAddresses)


async def test_real_checks_without_an_sms_service_send_none(tmp_path: Path, database: Database) -> None:
    made = Gateways.of(settings_of(tmp_path, **{**REAL, "SMS_GATEWAY": ""}))
    assert made.sms is None
    assert "sms.send_code" not in made.services(database)
    await made.identity.close()


async def test_with_an_sms_service_codes_may_be_asked_for(tmp_path: Path, database: Database) -> None:
    made = Gateways.of(settings_of(tmp_path, **REAL))
    assert "sms.send_code" in made.services(database)
    await made.identity.close()


@pytest.mark.parametrize(
    ("identity", "sms", "sends"),
    [("portone", "", False), ("portone", "solapi", True), ("console", "", True), ("", "", False)],
)
def test_the_settings_tell_whether_codes_can_be_sent(tmp_path: Path, identity: str, sms: str, *, sends: bool) -> None:
    assert settings_of(tmp_path, IDENTITY_GATEWAY=identity, SMS_GATEWAY=sms).sends_sms is sends
