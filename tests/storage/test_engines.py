"""An error's text never holds people's data: it ends in logs."""

from __future__ import annotations

import traceback

import pytest
import sqlalchemy as sa

from storage import engines, members
from storage.database import Database
from tests.storage.people import new_member, sign_up

TAKEN = "".join(["Kim", "chulsoo"])  # not as one word: a traceback shows the lines of this file
SECRETS = ("홍길동", "hong@example.com", "hongkildong", "argon2", "헌릉로")


def text_of(error: BaseException) -> str:
    return f"{error} {error!r} {''.join(traceback.format_exception(error))}"


@pytest.mark.parametrize("change", [{"language": "fr"}, {"name": None}, {"identity_method": "x" * 9}])
def test_a_refused_row_is_not_repeated(database: Database, change: dict[str, str | None]) -> None:
    sign_up(database, "hongkildong")
    statement = sa.text(
        "INSERT INTO members (login_id, login_id_key, password_hash, name, telephone, email, postcode, address_base,"
        " address_detail, language, identity_method, created_via) VALUES (:login_id, :login_id_key, :password_hash,"
        " :name, :telephone, :email, :postcode, :address_base, :address_detail, :language, :identity_method, 'web')"
    )
    new = new_member("another123")
    values = {name: getattr(new, name) for name in type(new).__dataclass_fields__} | {"identity_method": None} | change
    values["login_id_key"] = "another123"
    with pytest.raises(sa.exc.IntegrityError) as refused:
        database.write(lambda tx: tx.connection.execute(statement, values)).result()
    text = text_of(refused.value)
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_taken_id_is_not_repeated(database: Database) -> None:
    sign_up(database, "hongkildong")
    statement = sa.text("UPDATE members SET login_id_key = login_id_key, login_id = :taken WHERE id = 1")
    with pytest.raises(sa.exc.IntegrityError) as refused:
        database.write(lambda tx: tx.connection.execute(statement, {"taken": TAKEN})).result()
    assert TAKEN not in text_of(refused.value)


def test_the_rule_that_was_broken_is_still_told_apart(database: Database) -> None:
    sign_up(database, "hongkildong")
    with pytest.raises(members.LoginIdTaken) as taken:
        database.write(lambda tx: members.create(tx, new_member("HongKilDong"))).result()
    cause = taken.value.__cause__
    assert cause is not None
    assert "hong" not in str(cause).lower()


def test_both_engines_hide_their_parameters(database: Database) -> None:
    for engine in (engines.writing(database.url, 1), engines.reading(database.url)):
        assert engine.hide_parameters
        engine.dispose()
