"""DATABASE_URLs: PostgreSQL on several hosts is understood as libpq writes it, and as SQLAlchemy does."""

from __future__ import annotations

import socket
import threading

import pytest
import sqlalchemy as sa

from storage import engines, urls
from storage.database import Database
from storage.keyring import Keyring
from storage.listener import Listener
from tests.storage.postgresql_server import Server


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:p%40s@one:5432,two:5433/name?sslmode=require",
        "postgresql://u:p%40s@/name?host=one:5432&host=two:5433&sslmode=require",
        "postgresql+psycopg://u:p%40s@one:5432,two:5433/name?sslmode=require",
        "postgresql://u:p%40s@one:5432,two:5433/name?sslmode=require&target_session_attrs=read-write",
    ],
)
def test_several_hosts_are_understood_either_way(url: str) -> None:
    assert urls.driver_arguments(urls.parse(url)) == {
        "host": "one,two",
        "port": "5432,5433",
        "dbname": "name",
        "user": "u",
        "password": "p@s",
        "sslmode": "require",
        "target_session_attrs": "read-write",
    }


def test_another_wish_for_the_session_stays() -> None:
    parsed = urls.parse("postgresql://one,two/name?target_session_attrs=any")
    assert urls.driver_arguments(parsed)["target_session_attrs"] == "any"


def test_of_one_host_nothing_is_wished() -> None:
    assert urls.driver_arguments(urls.parse("postgresql://u@one:5433/name")) == {
        "host": "one",
        "port": 5433,
        "dbname": "name",
        "user": "u",
    }


def test_hosts_are_shown_without_login() -> None:
    assert urls.hosts_of(urls.parse("postgresql://u:secret@one:5432,two/name")) == "one:5432,two"


@pytest.mark.parametrize("url", ["postgresql://u:secret@[::1]:1,[::2]:2/name", "postgresql://u:secret@one:x/name"])
def test_what_is_not_understood_is_said_without_the_password(url: str) -> None:
    with pytest.raises(ValueError, match="DATABASE_URL") as told:
        urls.parse(url)
    assert "secret" not in str(told.value)


def dead_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_dead_first_host_is_passed_by(database_url: str, postgresql_server: Server, keyring: Keyring) -> None:
    name = database_url.split("@/")[1].split("?")[0]
    url = f"postgresql://postgres@/{name}?host=127.0.0.1:{dead_port()}&host={postgresql_server.folder}"
    database = Database.open(url, keyring)
    heard = threading.Event()
    try:
        database.listen(heard.set)
        assert database.write(lambda tx: tx.connection.exec_driver_sql("SELECT 1").scalar_one()).result() == 1
        assert (
            database.read(lambda tx: tx.connection.exec_driver_sql("SHOW transaction_read_only").scalar_one()) == "on"
        )
        assert heard.wait(20)
    finally:
        database.close()


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_a_host_that_takes_no_writes_is_passed_by(
    database_url: str, postgresql_server: Server, keyring: Keyring
) -> None:
    """A standby answers, but is not the one: libpq asks it, and goes on to the next."""
    name = database_url.split("@/")[1].split("?")[0]
    read_only = postgresql_server.create(name)
    postgresql_server.admin.execute(f"ALTER DATABASE {read_only} SET default_transaction_read_only = on".encode())
    url = f"postgresql://postgres@/{read_only}?host={postgresql_server.folder}&host={postgresql_server.folder}"
    engine = engines.writing(url, 1)
    with pytest.raises(sa.exc.OperationalError, match="read-only"):
        engine.connect()
    engine.dispose()
    postgresql_server.drop(read_only)


def test_listening_knows_several_hosts() -> None:
    listener = Listener(f"postgresql://postgres@127.0.0.1:{dead_port()},127.0.0.1:{dead_port()}/none")
    listener.close()
