"""Business registration certificates [사업자등록증]: sealed, since the file can show a person's birth date."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import certificates, companies
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate that came or is to come; `size` in bytes, `sha256` of the file as it was sent."""

    id: int
    company_id: int
    member_id: int
    way: str
    media_type: str | None
    file_name: str | None
    sha256: str | None
    size: int | None
    received_at: datetime
    status: str
    file_ref: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    reason: str | None = None


_columns = [certificates.c[name] for name in Certificate.__dataclass_fields__]
_insert = sa.insert(certificates).returning(*_columns)
_content = sa.select(certificates.c.company_id, certificates.c.content).where(
    certificates.c.id == sa.bindparam("certificate")
)
_await_again = (
    sa.update(companies)
    .where(companies.c.id == sa.bindparam("company"), companies.c.certificate == "rejected")
    .values(certificate="awaited", updated_at=sa.bindparam("moment", type_=Moment()))
)
_by_id = sa.select(*_columns).where(certificates.c.id == sa.bindparam("certificate"))
_of_company = (
    sa.select(*_columns).where(certificates.c.company_id == sa.bindparam("company")).order_by(certificates.c.id)
)


def add(  # noqa: PLR0913 (each is a column)
    tx: Transaction,
    *,
    company_id: int,
    member_id: int,
    way: str,
    content: bytes | None = None,
    media_type: str | None = None,
    file_name: str | None = None,
    file_ref: str | None = None,
) -> Certificate:
    """Notes a certificate as awaited: way "photo" or "pdf" with its content, "fax" or "mail" without.

    `file_ref` is the messenger's own id of the file. A company whose certificate was rejected is awaited again.
    """
    values = {
        "company_id": company_id,
        "member_id": member_id,
        "way": way,
        "media_type": media_type,
        "file_name": file_name,
        "content": None if content is None else tx.keyring.seal(content, bound_to(company_id)),
        "sha256": None if content is None else hashlib.sha256(content).hexdigest(),
        "size": None if content is None else len(content),
        "received_at": tx.now,
        "status": "awaited",
        "file_ref": file_ref,
    }
    tx.connection.execute(_await_again, {"company": company_id, "moment": tx.now})
    return Certificate(**tx.connection.execute(_insert, values).mappings().one())


def by_id(tx: Transaction, certificate_id: int) -> Certificate | None:
    """The certificate with this key."""
    row = tx.connection.execute(_by_id, {"certificate": certificate_id}).mappings().first()
    return None if row is None else Certificate(**row)


def content(tx: Transaction, certificate_id: int) -> bytes | None:
    """The file, opened; None for a certificate that is faxed or mailed."""
    row = tx.connection.execute(_content, {"certificate": certificate_id}).first()
    if row is None or row.content is None:
        return None
    return tx.keyring.open(row.content, bound_to(row.company_id))


def of_company(tx: Transaction, company_id: int) -> list[Certificate]:
    """A company's certificates, oldest first."""
    return [Certificate(**row) for row in tx.connection.execute(_of_company, {"company": company_id}).mappings()]


def bound_to(company_id: int) -> str:
    """What the seal of a certificate is bound to."""
    return f"certificate:{company_id}"
