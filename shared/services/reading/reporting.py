"""The report of one interview, for a person to read."""

from __future__ import annotations

from shared.db.engine import Database
from shared.db.repositories import results
from shared.domain.interview import Status
from shared.domain.stored.analysis import StoredAnalysis
from shared.errors import Conflict
from shared.services.reading.reading import owned


class Reporting:
    """The use case of GET /interviews/{id}/report."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def report(self, user_id: str, interview_id: str, kind: str) -> str:
        """The report as ``html`` or ``md``.

        Raises:
            NotFound: no such interview of the user's.
            Conflict: it has not been analysed yet.
        """
        with self._database.transaction() as session:
            record = owned(session, interview_id, user_id)
            row = results.get_analysis(session, interview_id)
        if row is None:
            raise Conflict("There is no analysis of this interview (yet).")
        # Templates and charts are imported for those who ask for them, not at every start.
        from shared.report.pages import to_html, to_markdown
        from shared.report.view import Facts, report_of

        stored = StoredAnalysis.model_validate(row, from_attributes=True)
        work = record.processing
        facts = Facts(
            company=record.company,
            job_title=record.job_title,
            interview_type=record.interview_type,
            held_at=record.created_at,
            duration_ms=work.duration_ms if work else None,
            renewing=record.status is not Status.COMPLETED,
        )
        report = report_of(stored, facts)
        return to_markdown(report) if kind == "md" else to_html(report)
