"""Which outside services are used, with which keys, where one gets them, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from gateways.juso import JUSO
from gateways.nts import NTS
from gateways.solapi import SOLAPI

PORTONE = "https://api.portone.io"


class Key(NamedTuple):
    """A setting that a service needs: its name, what to do to get it."""

    name: str
    get: str


_PORTONE = "from https://admin.portone.io (결제 연동 > 연동 정보)"
_SOLAPI = "from https://console.solapi.com (개발 / 연동 > API Key 관리)"
KEYS: Mapping[tuple[str, str], tuple[Key, ...]] = {
    ("IDENTITY_GATEWAY", "portone"): (
        Key("PORTONE_STORE_ID", f"the store's ID, {_PORTONE}"),
        Key("PORTONE_CHANNEL_KEY", f"the key of an identity verification channel, {_PORTONE}"),
        Key("PORTONE_API_SECRET", f"the V2 API Secret, {_PORTONE}"),
        Key("PORTONE_WEBHOOK_SECRET", f"whsec_…, {_PORTONE}"),
    ),
    ("SMS_GATEWAY", "solapi"): (
        Key("SOLAPI_API_KEY", _SOLAPI),
        Key("SOLAPI_API_SECRET", _SOLAPI),
        Key("SOLAPI_FROM", "the sender's number, registered at https://console.solapi.com (발신번호 관리)"),
    ),
    ("COMPANY_STATUS", "nts"): (
        Key("NTS_SERVICE_KEY", "apply at https://www.data.go.kr/data/15081808/openapi.do (일반 인증키)"),
    ),
    ("ADDRESS_SEARCH", "juso"): (
        Key("JUSO_KEY", "apply at https://business.juso.go.kr (도로명주소 검색 API, 승인키)"),
    ),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "SMS_GATEWAY": ("solapi", "playground", "console"),
    "COMPANY_STATUS": ("nts", "playground"),
    "ADDRESS_SEARCH": ("juso", "playground"),
}
_WITHOUT = {
    "SMS_GATEWAY": "new passwords and mobile numbers cannot be confirmed by SMS",
    "COMPANY_STATUS": "the state of a business number is not looked up",
    "ADDRESS_SEARCH": "addresses are typed by hand",
}
_ROOTS = {"PORTONE_URL": PORTONE, "SOLAPI_URL": SOLAPI, "NTS_URL": NTS, "JUSO_URL": JUSO}


@dataclass(frozen=True, slots=True)
class Outside:
    """The services that are chosen ("": none), their keys, and their addresses where these are not the usual ones."""

    sms: str = ""
    company_status: str = ""
    address_search: str = ""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    roots: Mapping[str, str] = field(default_factory=lambda: dict(_ROOTS))

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Outside:
        """Reads them out of the settings; judges nothing."""
        names = [key.name for keys in KEYS.values() for key in keys]
        return cls(
            sms=values.get("SMS_GATEWAY", "").lower(),
            company_status=values.get("COMPANY_STATUS", "").lower(),
            address_search=values.get("ADDRESS_SEARCH", "").lower(),
            keys={name: values[name] for name in names if name in values},
            roots={name: values.get(name, root).rstrip("/") for name, root in _ROOTS.items()},
        )

    def chosen(self, identity_gateway: str) -> dict[str, str]:
        """Which service is chosen for what."""
        return {
            "IDENTITY_GATEWAY": identity_gateway,
            "SMS_GATEWAY": self.sms,
            "COMPANY_STATUS": self.company_status,
            "ADDRESS_SEARCH": self.address_search,
        }

    def sms_by(self, identity_gateway: str) -> str:
        """Who sends SMS: the one that is set; else the stand-in that belongs to the identity gateway's; "": nobody."""
        return self.sms or (identity_gateway if identity_gateway in CHOICES["SMS_GATEWAY"] else "")

    def problems(self, identity_gateway: str, *, public: bool) -> list[str]:
        """What keeps the assistant from starting: one line each, which key, for what, from where."""
        found = [
            f"{setting} is not known: choose {' or '.join(CHOICES[setting])}, or leave it out"
            for setting, choice in self.chosen(identity_gateway).items()
            if setting in CHOICES and choice and choice not in CHOICES[setting]
        ]
        if public and self.sms == "console":
            found.append("SMS_GATEWAY=console prints messages, for development only: choose solapi, or leave it out")
        return [*found, *self._missing(identity_gateway), *self._odd_roots()]

    def advice(self, identity_gateway: str) -> list[str]:
        """What may be switched on besides: which service, which keys, from where."""
        used = self.chosen(identity_gateway)
        return [
            f"{setting} is not set: {told} (set it to {CHOICES[setting][0]}, with"
            f" {', '.join(key.name for key in KEYS[setting, CHOICES[setting][0]])})"
            for setting, told in _WITHOUT.items()
            if not (self.sms_by(identity_gateway) if setting == "SMS_GATEWAY" else used[setting])
        ]

    def _missing(self, identity_gateway: str) -> list[str]:
        return [
            f"{key.name} is not set, {setting}={choice} needs it: {key.get}"
            for (setting, choice), keys in KEYS.items()
            if self.chosen(identity_gateway)[setting] == choice
            for key in keys
            if key.name not in self.keys
        ]

    def _odd_roots(self) -> list[str]:
        return [
            f"{name} is not an address: give one like https://host, or leave it out"
            for name, root in self.roots.items()
            if not root.startswith(("https://", "http://"))
        ]
