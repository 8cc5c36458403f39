"""The database's URL, as the web app's Prisma has it, made into what psycopg understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from shared.errors import ConfigurationError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SSL_MODES = frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"})
MAYBE_PLAIN = frozenset({"allow", "prefer"})
"""With these libpq falls back to an unencrypted connection."""
FOR_LIBPQ = ("application_name", "channel_binding", "options", "target_session_attrs")
"""Parameters that libpq takes as they are."""


@dataclass(frozen=True, slots=True)
class DatabaseUrl:
    """What Prisma's URL says.

    ``pool_timeout_s`` and ``statement_timeout_s`` are in seconds; ``transaction_pooling`` is true
    behind PgBouncer, where a session's settings and prepared statements mean nothing.
    """

    url: URL
    connect_args: dict[str, str | int | None]
    connection_limit: int | None
    pool_timeout_s: float | None
    statement_timeout_s: int | None
    transaction_pooling: bool


def read_database_url(text: str) -> DatabaseUrl:
    """Understand ``postgresql://…?schema=public&connection_limit=5&sslmode=require`` and the like.

    Outside this machine TLS is required; ``sslaccept=strict`` also checks the server's name, as
    Prisma does. Parameters of Prisma's own engine that mean nothing here are ignored.

    Raises:
        ConfigurationError: it is no PostgreSQL URL, names another schema than `public`, a client
            certificate in Prisma's format, or would leave this machine without TLS.
    """
    try:
        url = make_url(text)
        is_postgres = url.get_backend_name() in ("postgresql", "postgres")
    except (ArgumentError, ValueError):
        raise _wrong("must be a postgresql:// URL") from None
    if not is_postgres:
        raise _wrong("must be a postgresql:// URL")
    query: dict[str, str] = {}
    for name, value in url.query.items():
        if not isinstance(value, str):
            raise _wrong(f"{name} stands there more than once")
        query[name] = value
    if query.get("schema", "public") != "public":
        raise _wrong("the data model lives in schema public")
    if "sslidentity" in query:
        raise _wrong("sslidentity is not supported; use sslmode and sslrootcert")
    # libpq lets the parameter win, so that is the host that counts here too.
    host = query.get("host") or url.host or ""
    if not host:
        raise _wrong("names no host")
    connect_args: dict[str, str | int | None] = {
        # Prisma and libpq read 0 as "for ever"; here every wait is bounded.
        "connect_timeout": _number(query, "connect_timeout") or 5,
        **_tls(host, query),
        **{name: query[name] for name in FOR_LIBPQ if name in query},
    }
    pooled = query.get("pgbouncer") == "true" or query.get("statement_cache_size") == "0"
    if pooled:
        connect_args["prepare_threshold"] = None
    return DatabaseUrl(
        url=url.set(drivername="postgresql+psycopg", host=host, query={}),
        connect_args=connect_args,
        connection_limit=_number(query, "connection_limit"),
        pool_timeout_s=_number(query, "pool_timeout"),
        statement_timeout_s=_number(query, "socket_timeout"),
        transaction_pooling=pooled,
    )


def _tls(host: str, query: Mapping[str, str]) -> dict[str, str]:
    mode = query.get("sslmode")
    if mode is not None and mode not in SSL_MODES:
        raise _wrong("sslmode is none that PostgreSQL knows")
    # Prisma calls the file of the authority's certificate sslcert.
    authority = query.get("sslrootcert") or query.get("sslcert")
    a_socket = host.startswith("/") and "," not in host
    if host not in LOOPBACK and not a_socket:
        if mode == "disable":
            raise _wrong("TLS is required outside this machine")
        if mode is None or mode in MAYBE_PLAIN:
            mode = "require"
    if query.get("sslaccept") == "strict" and mode not in (None, "disable"):
        mode = "verify-full"
        authority = authority or "system"
    found = {"sslmode": mode, "sslrootcert": authority}
    return {name: value for name, value in found.items() if value is not None}


def _number(query: Mapping[str, str], name: str) -> int | None:
    """A whole number above 0; None where there is none."""
    text = query.get(name, "0")
    if not (text.isascii() and text.isdecimal()):
        raise _wrong(f"{name} must be a whole number")
    return int(text) or None


def _wrong(what: str) -> ConfigurationError:
    """An error that never repeats the URL, which holds a password."""
    return ConfigurationError(f"DATABASE_URL: {what}")


__all__ = ["DatabaseUrl", "read_database_url"]
