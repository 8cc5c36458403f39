"""The connection pool, and short transactions over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from shared.db.url import read_database_url
from shared.errors import BackendError, DatabaseUnavailable

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 5_000
IDLE_TIMEOUT_MS = 60_000
PASSING = ("08", "40", "53", "55P03", "57")
"""SQLSTATEs that pass by themselves: connection, serialisation, resources, lock wait, shutdown."""
READ_ONLY = "25006"

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
            entra_token: gives the password where Microsoft Entra ID authenticates.
        """
        read = read_database_url(url)
        limits = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
        limits += f" -c idle_in_transaction_session_timeout={IDLE_TIMEOUT_MS}"
        options = str(read.connect_args.get("options", ""))
        self._engine = create_engine(
            read.url,
            connect_args={**read.connect_args, "options": f"{options} {limits}".strip()},
            pool_pre_ping=True,
            pool_size=read.connection_limit or pool_size,
            max_overflow=0 if read.connection_limit else max_overflow,
            pool_timeout=read.pool_timeout_s or pool_timeout_s,
            pool_recycle=1800,
            hide_parameters=True,
        )
        if entra_token is not None:
            get_token = entra_token

            @event.listens_for(self._engine, "do_connect")
            def _give_token(
                dialect: Any, record: Any, arguments: Any, parameters: dict[str, Any]
            ) -> None:
                del dialect, record, arguments
                parameters["password"] = get_token()

        self._sessions = sessionmaker(self._engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One short transaction: committed at the end, rolled back on any error.

        Raises:
            DatabaseUnavailable: the server is away, or the pool gave no connection in time.
        """
        try:
            with self._sessions.begin() as session:
                yield session
        except PoolTimeout:
            raise DatabaseUnavailable("No database connection was free in time.") from None
        except DBAPIError as error:
            raise _translated(error) from None
        except SQLAlchemyError as error:
            raise BackendError(f"database: {type(error).__name__}") from None

    def check(self) -> None:
        """Raise DatabaseUnavailable where the database cannot be used right now."""
        with self.transaction() as session:
            session.execute(text("SELECT 1"))

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self._engine.dispose()


def _translated(error: DBAPIError) -> BackendError:
    """Our error for the driver's, without its message, which can hold a row."""
    state = getattr(error.orig, "sqlstate", None) or ""
    lost = error.connection_invalidated or not state
    if lost or state.startswith(PASSING) or state == READ_ONLY:
        return DatabaseUnavailable("The database is not available.")
    return BackendError(f"database: {type(error.orig).__name__} {state}")
