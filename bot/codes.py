"""The services that send codes, of the identity check and of our own: born at sending, kept nowhere but as a hash."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.delivery import Service
from conversations.catalogue import texts
from gateways.identity import IdentityGateway, VerifiedPerson, unique_value_of
from gateways.sms import SmsGateway
from membership.limits import CODE_DIGITS
from storage import identity, sms_codes
from storage.database import Database


def identity_services(database: Database, gateway: IdentityGateway) -> dict[str, Service]:
    """The services "identity.send_code" and "identity.fetch".

    send_code {check_id, mobile, name, birth_date, gender, …} → {check_id, expires_at}, or only the former where the
    person has proved themselves meanwhile and nothing is sent;
    fetch {check_id, ref} → {check_id, person or None}.
    """

    async def send_code(data: Mapping[str, Any]) -> Mapping[str, Any]:
        check_id, code, person = data["check_id"], new_code(), _unique_value(data)
        try:
            expires_at = await asyncio.wrap_future(
                database.write(lambda tx: identity.set_code(tx, check_id, code, person))
            )
        except identity.Settled:
            return {"check_id": check_id}
        await gateway.send_code(data["mobile"], code)
        return {"check_id": check_id, "expires_at": expires_at.isoformat()}

    async def fetch(data: Mapping[str, Any]) -> Mapping[str, Any]:
        person = await gateway.fetch(data["ref"])
        return {"check_id": data["check_id"], "person": None if person is None else plain(person)}

    return {"identity.send_code": Service(send_code), "identity.fetch": Service(fetch)}


def sms_services(database: Database, gateway: SmsGateway) -> dict[str, Service]:
    """The service "sms.send_code" {code_id, mobile, language} → {code_id, expires_at}: codes of our own.

    A mobile of None belongs to an account that there is not, or that has none: nothing leaves, and the answer is the
    same. For a code that is wanted no more nothing leaves either.
    """

    async def send_code(data: Mapping[str, Any]) -> Mapping[str, Any]:
        code_id, code = data["code_id"], new_code()
        try:
            expires_at = await asyncio.wrap_future(database.write(lambda tx: sms_codes.set_code(tx, code_id, code)))
        except sms_codes.Superseded:
            return {"code_id": code_id}
        if data["mobile"] is not None:
            text = texts(data["language"]).plain("sms.code", code=code)
            await gateway.send(data["mobile"], text, f"code:{code_id}")
        return {"code_id": code_id, "expires_at": expires_at.isoformat()}

    return {"sms.send_code": Service(send_code)}


def new_code() -> str:
    """Six digits that nobody can foresee."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def _unique_value(data: Mapping[str, Any]) -> str:
    """Who the owner of the number says to be: with a stand-in there is nobody else to ask."""
    return unique_value_of(data["name"], date.fromisoformat(data["birth_date"]), data["gender"], data["mobile"])


def plain(person: VerifiedPerson) -> dict[str, Any]:
    """A verified person as an event's data: dates in ISO form."""
    return {
        "name": person.name,
        "birth_date": person.birth_date.isoformat(),
        "gender": person.gender,
        "national": person.national,
        "mobile": person.mobile,
        "unique_value": person.unique_value,
        "carrier": person.carrier,
    }
