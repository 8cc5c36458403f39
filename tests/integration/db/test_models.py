"""The models say what the migration makes, in both schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from shared.db import pipeline_models
from shared.db.migrate import migrate
from shared.db.models import Base
from shared.db.url import read_database_url
from tests.integration.db.catalogue import catalogue

PRISMAS_DEFAULT = "CURRENT_TIMESTAMP"
"""Of `createdAt`; the models always send it, so they do not know it."""


def described(url: str, schema: str) -> dict[str, Any]:
    """Without the position of columns and the names PostgreSQL gives to NOT NULL."""
    found = catalogue(url, schema)
    without_bookkeeping = {
        name: [row for row in rows if "alembic" not in str(row[:2])] for name, rows in found.items()
    }
    columns = [
        (table, name, kind, required, None if default == PRISMAS_DEFAULT else default)
        for table, _, name, kind, required, default, _identity in without_bookkeeping["columns"]
    ]
    return {
        "columns": sorted(map(str, columns)),
        "constraints": without_bookkeeping["constraints"],
        "indexes": without_bookkeeping["indexes"],
    }


@pytest.mark.parametrize("schema", ["public", pipeline_models.SCHEMA])
def test_models_and_migration_agree(new_empty_database: Callable[[], str], schema: str) -> None:
    migrated, modelled = new_empty_database(), new_empty_database()
    migrate(migrated)
    with psycopg.connect(modelled) as connection:
        connection.execute("CREATE SCHEMA pipeline")
    engine = create_engine(read_database_url(modelled).url)
    Base.metadata.create_all(engine)
    engine.dispose()
    assert described(modelled, schema) == described(migrated, schema)
