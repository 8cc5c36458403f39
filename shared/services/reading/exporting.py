"""Everything that is stored of one user, as JSON files in a zip archive."""

from __future__ import annotations

import io
import zipfile

from shared.db.engine import Database
from shared.db.repositories import interviews
from shared.services.reading.reading import Reading

BOTH = frozenset({"transcription", "analysis"})


class Exporting:
    """The use case of GET /me/export."""

    def __init__(self, database: Database, reading: Reading) -> None:
        self._database = database
        self._reading = reading

    def archive(self, user_id: str) -> bytes:
        """A zip with one JSON file for each interview, as the API answers it."""
        with self._database.transaction() as session:
            owned = interviews.all_of_user(session, user_id)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for record in owned:
                view = self._reading.interview(user_id, record.id, BOTH)
                archive.writestr(
                    f"interviews/{record.id}.json", view.model_dump_json(by_alias=True, indent=2)
                )
        return target.getvalue()
