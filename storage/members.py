"""Members: unique by ID whatever its case, and by person (KOTRA 회원가입 매뉴얼, I-5 and I-6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from membership.login_ids import key
from storage import companies, consents, identity, login_rest
from storage.chats import ChatLink, chats_of, link_chat, of_chat, unlink_chat
from storage.conflicts import breaks_unique
from storage.member_rows import Member, NewMember, Product, read_one, select_members, select_products, select_regions
from storage.schema import affiliations, member_products, member_regions, members
from storage.schema import companies as company_table
from storage.transaction import Transaction

__all__ = [
    "ChatLink",
    "LoginIdTaken",
    "Member",
    "MemberLine",
    "NewMember",
    "PersonHasAccount",
    "Product",
    "Profile",
    "by_id",
    "by_login_id",
    "by_unique_value_hash",
    "chats_of",
    "create",
    "link_chat",
    "listing",
    "login_id_taken",
    "of_chat",
    "profile",
    "unlink_chat",
]


class LoginIdTaken(Exception):
    """Somebody has this ID, in this or another case."""


class PersonHasAccount(Exception):
    """This person, by the identity check's unique value, is a member already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything that is kept of a member, as they and the command line may see it."""

    member: Member
    grade: Grade
    products: list[Product]
    regions: list[str]
    company: companies.Company | None
    consents: list[consents.Consent]
    chats: list[ChatLink]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member in a list."""

    id: int
    login_id: str
    name: str
    grade: Grade
    company: str | None
    created_at: datetime


_by_id = select_members.where(members.c.id == sa.bindparam("member"))
_by_key = select_members.where(members.c.login_id_key == sa.bindparam("key"))
_by_unique_value = select_members.where(members.c.unique_value_hash == sa.bindparam("hash"))
_key_taken = sa.select(members.c.id).where(members.c.login_id_key == sa.bindparam("key"))
_insert = sa.insert(members).returning(members.c.id)
_listing = (
    sa.select(
        members.c.id,
        members.c.login_id,
        members.c.name,
        affiliations.c.grade,
        company_table.c.name.label("company"),
        members.c.created_at,
    )
    .outerjoin_from(members, affiliations)
    .outerjoin(company_table)
    .where(members.c.id > sa.bindparam("after"))
    .order_by(members.c.id)
    .limit(sa.bindparam("most"))
)


def create(tx: Transaction, new: NewMember) -> Member:
    """Makes a member; raises LoginIdTaken, PersonHasAccount or identity.NotVerified, the transaction stays usable."""
    try:
        with tx.connection.begin_nested():
            return _created(tx, new)
    except sa.exc.IntegrityError as error:
        if breaks_unique(error, "members", "login_id_key"):
            raise LoginIdTaken(new.login_id) from error
        if breaks_unique(error, "members", "unique_value_hash"):
            raise PersonHasAccount from error
        raise


def by_id(tx: Transaction, member_id: int) -> Member | None:
    """The member with this number."""
    return read_one(tx, _by_id, member=member_id)


def by_login_id(tx: Transaction, login_id: str) -> Member | None:
    """The member with this ID, in whatever case it is typed."""
    return read_one(tx, _by_key, key=key(login_id))


def by_unique_value_hash(tx: Transaction, value_hash: str) -> Member | None:
    """The member that is the person of a verified identity check."""
    return read_one(tx, _by_unique_value, hash=value_hash)


def login_id_taken(tx: Transaction, login_id: str) -> bool:
    """Whether somebody has this ID, in this or another case, or had it until they left not long ago."""
    taken = tx.connection.execute(_key_taken, {"key": key(login_id)}).first() is not None
    return taken or login_rest.rests(tx, login_id)


def listing(tx: Transaction, after_id: int = 0, limit: int = 50) -> list[MemberLine]:
    """Members in the order they came; the next page is after the last line's id."""
    rows = tx.connection.execute(_listing, {"after": after_id, "most": limit}).mappings()
    return [MemberLine(**{**row, "grade": Grade(row["grade"] or Grade.INDIVIDUAL)}) for row in rows]


def profile(tx: Transaction, member_id: int) -> Profile | None:
    """Everything that is kept of this member."""
    member = by_id(tx, member_id)
    if member is None:
        return None
    return Profile(
        member=member,
        grade=member.grade,
        products=_products_of(tx, member_id),
        regions=list(tx.connection.execute(select_regions, {"member": member_id}).scalars()),
        company=None if member.company_id is None else companies.by_id(tx, member.company_id),
        consents=consents.of_member(tx, member_id),
        chats=chats_of(tx, member_id),
    )


def _created(tx: Transaction, new: NewMember) -> Member:
    if login_rest.rests(tx, new.login_id):
        raise LoginIdTaken(new.login_id)
    values = _values(tx, new) | _identity(tx, new.identity_check_id)
    member_id: int = tx.connection.execute(_insert, values).scalar_one()
    _add_interests(tx, member_id, new)
    if new.identity_check_id is not None:
        identity.attach_member(tx, new.identity_check_id, member_id)
    return _just_made(tx, member_id)


def _just_made(tx: Transaction, member_id: int) -> Member:
    member = by_id(tx, member_id)
    if member is None:
        raise LookupError(f"member {member_id} vanished inside its own transaction")
    return member


def _values(tx: Transaction, new: NewMember) -> dict[str, Any]:
    named = {name: getattr(new, name) for name in NewMember.__dataclass_fields__ if name in members.c}
    return named | {"login_id_key": key(new.login_id), "created_at": tx.now, "updated_at": tx.now}


def _identity(tx: Transaction, check_id: int | None) -> dict[str, Any]:
    if check_id is None:
        return {}
    check = identity.by_id(tx, check_id)
    if check is None or check.status != "verified":
        raise identity.NotVerified(f"identity check {check_id}")
    return {
        "unique_value_hash": check.unique_value_hash,
        "identity_method": check.method,
        "identity_verified_at": check.verified_at,
    }


def _add_interests(tx: Transaction, member_id: int, new: NewMember) -> None:
    products = [
        {"member_id": member_id, "position": n, "name_ko": one.name_ko, "name_en": one.name_en, "code": one.code}
        for n, one in enumerate(new.products)
    ]
    regions = [{"member_id": member_id, "position": n, "country": country} for n, country in enumerate(new.regions)]
    if products:
        tx.connection.execute(sa.insert(member_products), products)
    if regions:
        tx.connection.execute(sa.insert(member_regions), regions)


def _products_of(tx: Transaction, member_id: int) -> list[Product]:
    rows = tx.connection.execute(select_products, {"member": member_id}).mappings()
    return [Product(**row) for row in rows]
