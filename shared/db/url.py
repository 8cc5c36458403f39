"""The database's URL, as the web app's Prisma has it, made into what psycopg understands."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from shared.errors import ConfigurationError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", ""})
PRISMA_SSL = {"disable": "disable", "prefer": "prefer", "require": "require"}


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """What Prisma's URL says: where, how many connections, how long to wait (seconds)."""

    url: URL
    connect_args: dict[str, str | int]
    connection_limit: int | None
    pool_timeout_s: float | None


def read_database_url(text: str) -> DatabaseUrl:
    """Understand ``postgresql://…?schema=public&connection_limit=5&sslmode=require`` and the like.

    Raises:
        ConfigurationError: it is no PostgreSQL URL, names another schema than `public`, or would
            leave this machine without TLS.
    """
    try:
        url = make_url(text)
    except ArgumentError:
        raise ConfigurationError("DATABASE_URL: must be a postgresql:// URL") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise ConfigurationError("DATABASE_URL: must be a postgresql:// URL")
    query = {key: value for key, value in url.query.items() if isinstance(value, str)}
    if query.get("schema", "public") != "public":
        raise ConfigurationError("DATABASE_URL: the data model lives in schema public")
    connect_args: dict[str, str | int] = {"connect_timeout": _number(query, "connect_timeout", 5)}
    host = url.host or query.get("host", "")
    sslmode = query.get("sslmode")
    if host not in LOOPBACK and not host.startswith("/"):
        if sslmode == "disable" or sslmode == "allow":
            raise ConfigurationError("DATABASE_URL: TLS is required outside this machine")
        if sslmode in (None, "prefer"):
            sslmode = "require"
        if query.get("sslaccept") == "strict":
            sslmode = "verify-full"
    if sslmode is not None:
        connect_args["sslmode"] = sslmode
    for name in ("sslrootcert", "application_name", "options", "target_session_attrs"):
        if name in query:
            connect_args[name] = query[name]
    if "sslcert" in query and "sslrootcert" not in query:
        connect_args["sslrootcert"] = query["sslcert"]  # Prisma's name for the authority's file
    limit = _number(query, "connection_limit", 0)
    wait = _number(query, "pool_timeout", 0)
    plain = url.set(drivername="postgresql+psycopg", query={})
    if "host" in query:
        plain = plain.update_query_dict({"host": query["host"]})
    return DatabaseUrl(plain, connect_args, limit or None, float(wait) or None)


def _number(query: dict[str, str], name: str, default: int) -> int:
    value = query.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() else default


__all__ = ["DatabaseUrl", "read_database_url"]
