"""Prisma's URL is understood, and never leaves this machine without TLS."""

from __future__ import annotations

import pytest

from shared.db.url import read_database_url
from shared.errors import ConfigurationError

LOCAL = "postgresql://anna:secret@localhost:5432/app"
REMOTE = "postgresql://anna:secret@db.example.com:5432/app"


def test_what_the_web_app_has_is_understood() -> None:
    read = read_database_url(
        f"{REMOTE}?schema=public&connection_limit=5&pool_timeout=7&connect_timeout=3"
        "&socket_timeout=20&sslmode=require&application_name=web&channel_binding=require"
    )
    assert read.url.render_as_string(hide_password=False) == (
        "postgresql+psycopg://anna:secret@db.example.com:5432/app"
    )
    assert read.connect_args == {
        "connect_timeout": 3,
        "sslmode": "require",
        "application_name": "web",
        "channel_binding": "require",
    }
    assert (read.connection_limit, read.pool_timeout_s, read.statement_timeout_s) == (5, 7, 20)
    assert not read.transaction_pooling


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_way_to_write_the_scheme(scheme: str) -> None:
    read = read_database_url(f"{scheme}://anna@127.0.0.1/app")
    assert read.url.drivername == "postgresql+psycopg"
    assert (read.connection_limit, read.pool_timeout_s) == (None, None)


@pytest.mark.parametrize("query", ["pgbouncer=true", "statement_cache_size=0"])
def test_a_pooler_in_between_means_no_prepared_statements(query: str) -> None:
    read = read_database_url(f"{LOCAL}?{query}")
    assert read.transaction_pooling
    assert read.connect_args["prepare_threshold"] is None


@pytest.mark.parametrize("query", ["pgbouncer=false", "statement_cache_size=100", ""])
def test_no_pooler(query: str) -> None:
    read = read_database_url(f"{LOCAL}?{query}")
    assert not read.transaction_pooling
    assert "prepare_threshold" not in read.connect_args


@pytest.mark.parametrize("query", ["connect_timeout=0", "pool_timeout=0&connection_limit=0"])
def test_for_ever_is_not_taken_as_it_is(query: str) -> None:
    read = read_database_url(f"{LOCAL}?{query}")
    assert read.connect_args["connect_timeout"] == 5
    assert (read.connection_limit, read.pool_timeout_s) == (None, None)


@pytest.mark.parametrize(
    ("query", "sslmode"),
    [
        ("", "require"),
        ("sslmode=prefer", "require"),
        ("sslmode=allow", "require"),
        ("sslmode=require", "require"),
        ("sslmode=verify-ca", "verify-ca"),
        ("sslmode=verify-full", "verify-full"),
        ("sslaccept=accept_invalid_certs", "require"),
        ("sslaccept=strict", "verify-full"),
        ("sslmode=require&sslaccept=strict", "verify-full"),
    ],
)
def test_tls_is_required_outside_this_machine(query: str, sslmode: str) -> None:
    assert read_database_url(f"{REMOTE}?{query}").connect_args["sslmode"] == sslmode


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna@localhost/app?host=db.example.com",
        "postgresql:///app?host=db.example.com",
        "postgresql://anna@127.0.0.2/app",
        "postgresql://anna@localhost.example.com/app",
        "postgresql:///app?host=/run/postgresql,db.example.com",
        "postgresql://anna@localhost,db.example.com/app",
    ],
)
def test_no_way_of_writing_a_host_gets_around_it(url: str) -> None:
    read = read_database_url(url)
    assert read.connect_args["sslmode"] == "require"
    assert read.url.query == {}
    with pytest.raises(ConfigurationError, match="TLS is required"):
        read_database_url(url + ("&" if "?" in url else "?") + "sslmode=disable")


@pytest.mark.parametrize(
    "url",
    [LOCAL, "postgresql://anna@[::1]/app", "postgresql:///app?host=/run/postgresql"],
)
def test_on_this_machine_tls_is_a_choice(url: str) -> None:
    assert "sslmode" not in read_database_url(url).connect_args
    chosen = read_database_url(url + ("&" if "?" in url else "?") + "sslmode=disable")
    assert chosen.connect_args["sslmode"] == "disable"


def test_the_authoritys_certificate_has_two_names() -> None:
    for name in ("sslcert", "sslrootcert"):
        read = read_database_url(f"{REMOTE}?sslaccept=strict&{name}=/etc/ca.pem")
        assert read.connect_args["sslrootcert"] == "/etc/ca.pem"
    assert read_database_url(f"{REMOTE}?sslaccept=strict").connect_args["sslrootcert"] == "system"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "not a url",
        "mysql://anna:secret@localhost/app",
        "prisma+postgres://accelerate.example.com/?api_key=secret",
        "postgresql://anna:secret@localhost:port/app",
        "postgresql://anna:secret@/app",
        f"{LOCAL}?schema=other",
        f"{LOCAL}?sslmode=secret",
        f"{LOCAL}?sslidentity=secret.p12",
        f"{LOCAL}?connection_limit=secret",
        f"{LOCAL}?connection_limit=-1",
        f"{LOCAL}?sslmode=disable&sslmode=require",
        f"{REMOTE}?sslmode=disable",
    ],
)
def test_what_cannot_be_used_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^DATABASE_URL: ") as caught:
        read_database_url(url)
    assert "secret" not in str(caught.value)
