"""DATABASE_URLs: which databases the store runs on, and PostgreSQL on several hosts as libpq writes it."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import psycopg as dialect

# libpq: postgresql://user:password@one:5432,two:5433/name
_HOSTS = re.compile(r"^(?P<before>postgres(?:ql)?(?:\+\w+)?://(?:[^@/?]*@)?)(?P<hosts>[^@/?]*,[^@/?]*)(?P<after>.*)$")
# Of several hosts the one is wanted that takes writes, whichever that is after a failover.
WRITING = "read-write"

_NOT_A_URL = "DATABASE_URL is not a URL: use sqlite:///path or postgresql://…"
_NOT_OURS = "DATABASE_URL must be sqlite:///path or postgresql://…"


def parse(url: str) -> sa.URL:
    """Reads a DATABASE_URL; raises ValueError for a database that the store does not run on.

    PostgreSQL's may name several hosts, `one:5432,two:5433` or `?host=one:5432&host=two:5433`; unless it says another
    `target_session_attrs`, the one among them that takes writes is connected to.
    """
    try:
        parsed = sa.make_url(_with_hosts_apart(url))
    except (sa.exc.ArgumentError, ValueError):
        # The reason would repeat the text, and the text may hold a password.
        raise ValueError(_NOT_A_URL) from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    if kind in ("postgresql", "postgres"):
        return _checked(_to_the_writing_one(parsed.set(drivername="postgresql+psycopg")))
    raise ValueError(_NOT_OURS)


def hosts_of(url: sa.URL) -> str:
    """The hosts of a URL that was parsed here, as they may be shown."""
    named = url.query.get("host") or url.host or ""
    return named if isinstance(named, str) else ",".join(named)


def driver_arguments(url: sa.URL) -> dict[str, Any]:
    """What psycopg.connect() takes for a URL that was parsed here."""
    _, arguments = dialect.dialect().create_connect_args(url)  # type: ignore[no-untyped-call]
    return dict(arguments)


def _with_hosts_apart(url: str) -> str:
    """The same with its hosts in the query, which is the only place where SQLAlchemy reads several."""
    found = _HOSTS.match(url)
    if found is None:
        return url
    path, _, query = found["after"].partition("?")
    named = "&".join(f"host={host}" for host in found["hosts"].split(","))
    return f"{found['before']}{path}?{query}&{named}" if query else f"{found['before']}{path}?{named}"


def _checked(url: sa.URL) -> sa.URL:
    try:
        driver_arguments(url)
    except (sa.exc.ArgumentError, ValueError):
        raise ValueError("DATABASE_URL: of several hosts each is given as name or name:port") from None
    return url


def _to_the_writing_one(url: sa.URL) -> sa.URL:
    several = "," in hosts_of(url)
    if not several or "target_session_attrs" in url.query:
        return url
    return url.update_query_dict({"target_session_attrs": WRITING})
