"""Changing a member's own information, with the sealed history of who changed what when (PIPA, article 36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from membership.fields import MEMBER_FIELDS
from storage.member_rows import Member, Product, read_one, select_members, select_products, select_regions
from storage.schema import member_changes, member_products, member_regions, members
from storage.transaction import Transaction

INTERESTS = ("products", "regions")
OPTIONAL = tuple(field.name for field in MEMBER_FIELDS if field.optional_consent)
# The name comes from the identity check, the ID is for good, a password has its own way.
# The address in English follows the address.
EDITABLE = (frozenset(field.name for field in MEMBER_FIELDS) - {"login_id", "password", "name"}) | {"address_en"}


class Gone(Exception):
    """The member has left meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that was changed; of a password neither value is kept, nor of what was erased."""

    field: str
    old_value: Any
    new_value: Any
    by_staff: str | None
    channel: str
    at: datetime


_t = member_changes.c
_own = members.c.id == sa.bindparam("member")
_locked = select_members.where(_own).with_for_update(of=members)
_update = sa.update(members).where(_own)
_insert = sa.insert(member_changes)
_history = sa.select(member_changes).where(_t.member_id == sa.bindparam("member")).order_by(_t.id)
_blot = (
    sa.update(member_changes)
    .where(_t.member_id == sa.bindparam("member"), _t.field.in_(OPTIONAL))
    .values(old_value=None, new_value=None)
)
_no_products = sa.delete(member_products).where(member_products.c.member_id == sa.bindparam("member"))
_no_regions = sa.delete(member_regions).where(member_regions.c.member_id == sa.bindparam("member"))


def bound_to(member_id: int, field: str) -> str:
    """What the seal of a value in the history is bound to."""
    return f"member_change:{member_id}:{field}"


def locked(tx: Transaction, member_id: int) -> Member:
    """The member as the store has them, kept so until the transaction ends; raises Gone."""
    member = read_one(tx, _locked, member=member_id)
    if member is None:
        raise Gone(str(member_id))
    return member


def values_of(tx: Transaction, member: Member) -> dict[str, Any]:
    """Every field that may be changed, as it is now: products as dictionaries, regions as codes."""
    names = {"member": member.id}
    plain = {name: getattr(member, name) for name in sorted(EDITABLE) if name not in INTERESTS}
    products = [dict(row) for row in tx.connection.execute(select_products, names).mappings()]
    return {**plain, "products": products, "regions": list(tx.connection.execute(select_regions, names).scalars())}


def change(tx: Transaction, member_id: int, values: Mapping[str, Any], channel: str) -> list[Change]:
    """Changes fields of the member's own, and gives what was another before; raises Gone.

    The values must have been read by membership's rules: lists for products (`Product` fields) and regions.
    """
    if odd := set(values) - EDITABLE:
        raise ValueError(f"{sorted(odd)} are no fields that a member changes")
    before = values_of(tx, locked(tx, member_id))
    changed = {field: value for field, value in values.items() if (value or None) != (before[field] or None)}
    _write(tx, member_id, changed)
    return [_note(tx, member_id, field, before[field], value, channel) for field, value in changed.items()]


def set_password(tx: Transaction, member_id: int, password_hash: str, channel: str) -> None:
    """Gives another password, by its hash; raises Gone."""
    locked(tx, member_id)
    tx.connection.execute(_update.values(password_hash=password_hash, updated_at=tx.now), {"member": member_id})
    _note(tx, member_id, "password", None, None, channel)


def erase_optional(tx: Transaction, member_id: int, channel: str) -> list[str]:
    """Erases the optional items, also out of the history, and names those that held something (PIPA, article 37(3))."""
    before = values_of(tx, locked(tx, member_id))
    held = [field for field in OPTIONAL if before[field]]
    _write(tx, member_id, dict.fromkeys(held))
    tx.connection.execute(_blot, {"member": member_id})
    for field in held:
        _note(tx, member_id, field, None, None, channel)
    return held


def history(tx: Transaction, member_id: int) -> list[Change]:
    """What was changed of a member, oldest first."""
    return [_change(tx, row) for row in tx.connection.execute(_history, {"member": member_id}).mappings()]


def _write(tx: Transaction, member_id: int, values: Mapping[str, Any]) -> None:
    plain = {field: value for field, value in values.items() if field not in INTERESTS}
    if plain or values:
        tx.connection.execute(_update.values(**plain, updated_at=tx.now), {"member": member_id})
    if "products" in values:
        _write_products(tx, member_id, values["products"] or [])
    if "regions" in values:
        _write_regions(tx, member_id, values["regions"] or [])


def _write_products(tx: Transaction, member_id: int, products: Sequence[Mapping[str, Any]]) -> None:
    tx.connection.execute(_no_products, {"member": member_id})
    names = tuple(Product.__dataclass_fields__)
    rows = [{"member_id": member_id, "position": n, **_given(one, names)} for n, one in enumerate(products)]
    if rows:
        tx.connection.execute(sa.insert(member_products), rows)


def _given(one: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: one.get(name) or None for name in names}


def _write_regions(tx: Transaction, member_id: int, regions: Sequence[str]) -> None:
    tx.connection.execute(_no_regions, {"member": member_id})
    rows = [{"member_id": member_id, "position": n, "country": country} for n, country in enumerate(regions)]
    if rows:
        tx.connection.execute(sa.insert(member_regions), rows)


def _note(tx: Transaction, member_id: int, field: str, old: Any, new: Any, channel: str) -> Change:
    values = {
        "member_id": member_id,
        "field": field,
        "old_value": _sealed(tx, member_id, field, old),
        "new_value": _sealed(tx, member_id, field, new),
        "channel": channel,
        "at": tx.now,
    }
    tx.connection.execute(_insert, values)
    return Change(field=field, old_value=old, new_value=new, by_staff=None, channel=channel, at=tx.now)


def _sealed(tx: Transaction, member_id: int, field: str, value: Any) -> bytes | None:
    return None if not value else tx.keyring.seal(orjson.dumps(value), bound_to(member_id, field))


def _change(tx: Transaction, row: sa.RowMapping) -> Change:
    about = bound_to(row["member_id"], row["field"])
    old, new = (
        None if row[name] is None else orjson.loads(tx.keyring.open(row[name], about))
        for name in ("old_value", "new_value")
    )
    named = {name: row[name] for name in ("field", "by_staff", "channel", "at")}
    return Change(old_value=old, new_value=new, **named)
