"""PostgreSQL's clock in one database, which can be made to jump."""

from __future__ import annotations

import psycopg

MAKE = """
CREATE SCHEMA jumping;
CREATE FUNCTION jumping.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp()'
"""
# Whoever asks for the time finds this function before PostgreSQL's own.
FIRST = "ALTER DATABASE {} SET search_path = jumping, pg_catalog, public"
JUMP = """
CREATE OR REPLACE FUNCTION jumping.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + make_interval(secs => {})'
"""


def make_jumpy(url: str) -> None:
    """Lets `jump` work for whoever connects to this database from now on."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(MAKE)
        connection.execute(FIRST.format(connection.info.dbname))


def jump(url: str, seconds: float) -> None:
    """Has the database's clock differ from the machine's by so much from now on."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(JUMP.format(seconds))
