"""The connection pool, and short transactions over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from shared.db.url import read_database_url
from shared.errors import BackendError, DatabaseUnavailable

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 5_000
IDLE_TIMEOUT_MS = 60_000
KEEPALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How soon a connection into the void is noticed; seconds, the last one milliseconds."""
PASSING = ("08", "25006", "25P03", "25P04", "40", "53", "55P03", "57", "58")
"""SQLSTATEs that pass by themselves: connection, a standby, timeouts, serialisation, resources, a
lock that somebody else holds, shutdown, the server's disk."""

__all__ = ["Database", "Session"]


class Database:
    """The PostgreSQL that is shared with the web app."""

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 5,
        max_overflow: int = 5,
        pool_timeout_s: float = 5,
        entra_token: Callable[[], str] | None = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            url: as Prisma has it; its own connection_limit and pool_timeout win.
            entra_token: gives the password where Microsoft Entra ID authenticates; it is asked
                for every new connection.

        Raises:
            ConfigurationError: the URL is not one that can be used.
        """
        read = read_database_url(url)
        connect_args: dict[str, Any] = {
            "application_name": "interview-buddy",
            **KEEPALIVE,
            **read.connect_args,
        }
        limits = {
            "statement_timeout": (read.statement_timeout_s or 0) * 1000 or STATEMENT_TIMEOUT_MS,
            "lock_timeout": LOCK_TIMEOUT_MS,
            "idle_in_transaction_session_timeout": IDLE_TIMEOUT_MS,
        }
        if not read.transaction_pooling:
            options = (f"-c {name}={value}" for name, value in limits.items())
            connect_args["options"] = " ".join(
                [str(connect_args.get("options", "")), *options]
            ).strip()
        self._engine = create_engine(
            read.url,
            connect_args=connect_args,
            pool_pre_ping=True,
            pool_size=read.connection_limit or pool_size,
            max_overflow=0 if read.connection_limit else max_overflow,
            pool_timeout=read.pool_timeout_s or pool_timeout_s,
            pool_recycle=1800,
            hide_parameters=True,
        )
        if read.transaction_pooling:
            _limit_every_transaction(self._engine, limits)
        if entra_token is not None:
            _give_token(self._engine, entra_token)
        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One short transaction: committed at the end, rolled back on any error.

        Raises:
            DatabaseUnavailable: the server is away, or the pool gave no connection in time.
            BackendError: any other error of the database; it holds nothing of a row.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except PoolTimeout:
            raise DatabaseUnavailable("No database connection was free in time.") from None
        except DBAPIError as error:
            raise _translated(error) from None
        except SQLAlchemyError as error:
            cause = type(getattr(error, "orig", None) or error).__name__
            raise BackendError(f"database: {cause}") from None

    def check(self) -> None:
        """Raise DatabaseUnavailable where the database cannot be used right now."""
        with self.transaction() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()


def _limit_every_transaction(engine: Engine, limits: Mapping[str, int]) -> None:
    """Behind PgBouncer a session belongs to nobody: say the limits in each transaction."""
    settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in limits.items())

    @event.listens_for(engine, "begin")
    def _set_limits(connection: Connection) -> None:
        connection.exec_driver_sql(f"SELECT {settings}")


def _give_token(engine: Engine, get_token: Callable[[], str]) -> None:
    @event.listens_for(engine, "do_connect")
    def _set_password(
        dialect: object, record: object, arguments: object, parameters: dict[str, Any]
    ) -> None:
        del dialect, record, arguments
        parameters["password"] = get_token()


def _translated(error: DBAPIError) -> BackendError:
    """Our error for the driver's, without its message, which can hold a row."""
    state = getattr(error.orig, "sqlstate", None) or ""
    # Without a state it is the driver that complains: of a lost connection, or of our values.
    lost = not state and isinstance(error, OperationalError | InterfaceError)
    if lost or error.connection_invalidated or state.startswith(PASSING):
        return DatabaseUnavailable("The database is not available.")
    return BackendError(f"database: {type(error.orig).__name__} {state}".rstrip())
