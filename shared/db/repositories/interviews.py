"""Every query on `Interview`, read together with the work on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import (
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import delete as sql_delete
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from shared.db.column_types import now_ms, version_after
from shared.db.models import Analysis, Interview, Transcription
from shared.db.pipeline_models import Processing
from shared.domain.interview import UNDER_WAY, Status, read_status, sources


@dataclass(frozen=True, slots=True)
class InterviewRecord:
    """An interview, the work on it (None for rows the web app made), and what there is of it."""

    id: str
    user_id: str
    company: str
    job_title: str
    interview_type: str
    notes: str | None
    status: Status
    prep_session_id: str | None
    created_at: datetime
    updated_at: datetime
    processing: Processing | None
    has_transcription: bool
    has_analysis: bool


def _reading() -> Select[Any]:
    # One statement, so that a status is never seen without what belongs to it.
    query = select(
        Interview,
        Processing,
        exists().where(Transcription.interview_id == Interview.id),
        exists().where(Analysis.interview_id == Interview.id),
    )
    joined = query.outerjoin(Processing, Processing.interview_id == Interview.id)
    return cast("Select[Any]", joined)


def _record(row: Any) -> InterviewRecord:
    interview, work, has_transcription, has_analysis = row
    return InterviewRecord(
        id=interview.id,
        user_id=interview.user_id,
        company=interview.company,
        job_title=interview.job_title,
        interview_type=interview.interview_type,
        notes=interview.notes,
        status=read_status(interview.status),
        prep_session_id=interview.prep_session_id,
        created_at=interview.created_at,
        updated_at=interview.updated_at,
        processing=work,
        has_transcription=has_transcription,
        has_analysis=has_analysis,
    )


def add(
    session: Session,
    *,
    interview_id: str,
    user_id: str,
    company: str,
    job_title: str,
    interview_type: str,
    notes: str | None,
    prep_session_id: str | None,
    status: Status = Status.UPLOADING,
) -> None:
    """Insert one row as Prisma would: both times sent and equal, the URL empty."""
    now = now_ms()
    session.add(
        Interview(
            id=interview_id,
            user_id=user_id,
            company=company,
            job_title=job_title,
            interview_type=interview_type,
            notes=notes,
            status=str(status),
            video_indexer_url="",
            prep_session_id=prep_session_id,
            created_at=now,
            updated_at=now,
        )
    )
    session.flush()


def get(session: Session, interview_id: str) -> InterviewRecord | None:
    """One interview, whoever owns it: for the pipeline, never for a request."""
    return _one(session, _reading().where(Interview.id == interview_id))


def get_owned(session: Session, interview_id: str, user_id: str) -> InterviewRecord | None:
    """One interview of the user's; somebody else's is None like a missing one."""
    query = _reading().where(Interview.id == interview_id, Interview.user_id == user_id)
    return _one(session, query)


def _one(session: Session, query: Select[Any]) -> InterviewRecord | None:
    row = session.execute(query.execution_options(populate_existing=True)).one_or_none()
    return None if row is None else _record(row)


def list_page(
    session: Session,
    user_id: str,
    *,
    limit: int,
    before: tuple[datetime, str] | None = None,
    status: Status | None = None,
    company: str | None = None,
    interview_type: str | None = None,
    text: str | None = None,
) -> list[InterviewRecord]:
    """The user's interviews, newest first, after the keyset position ``before``."""
    query = _reading().where(Interview.user_id == user_id)
    if before is not None:
        moment, last_id = before
        query = query.where(
            or_(
                Interview.created_at < moment,
                and_(Interview.created_at == moment, Interview.id < last_id),
            )
        )
    if status is not None:
        query = query.where(Interview.status == str(status))
    if company is not None:
        query = query.where(Interview.company == company)
    if interview_type is not None:
        query = query.where(Interview.interview_type == interview_type)
    if text is not None:
        query = query.where(
            or_(
                Interview.company.icontains(text, autoescape=True),
                Interview.job_title.icontains(text, autoescape=True),
                Interview.notes.icontains(text, autoescape=True),
            )
        )
    query = query.order_by(Interview.created_at.desc(), Interview.id.desc()).limit(limit)
    return [_record(row) for row in session.execute(query)]


def all_of_user(session: Session, user_id: str) -> list[InterviewRecord]:
    """Every interview of the user's, oldest first."""
    query = _reading().where(Interview.user_id == user_id).order_by(Interview.created_at)
    return [_record(row) for row in session.execute(query)]


def count_under_way(session: Session, user_id: str) -> int:
    """How many of the user's interviews are neither completed nor failed."""
    query = select(func.count()).where(
        Interview.user_id == user_id, Interview.status.in_([str(entry) for entry in UNDER_WAY])
    )
    return session.scalar(query) or 0


def update_metadata(
    session: Session,
    interview_id: str,
    user_id: str,
    changes: Mapping[str, str | None],
    *,
    if_updated_at: datetime | None = None,
) -> bool:
    """Change metadata; with ``if_updated_at`` only while the row is that version.

    True where there is such a row; ``updatedAt`` moves only where something is different now.
    """
    different = [
        getattr(Interview, name).is_distinct_from(value) for name, value in changes.items()
    ]
    if not different:
        different = [false()]
    query = (
        update(Interview)
        .where(Interview.id == interview_id, Interview.user_id == user_id)
        .values(
            **changes,
            updated_at=case(
                (or_(*different), version_after(Interview.updated_at)), else_=Interview.updated_at
            ),
        )
    )
    if if_updated_at is not None:
        query = query.where(Interview.updated_at == if_updated_at)
    return _changed(session, query)


def advance(
    session: Session,
    interview_id: str,
    *,
    to: Status,
    from_: Collection[Status],
    video_indexer_url: str | None = None,
) -> bool:
    """One guarded step; False where the interview is gone or somebody else has moved it on.

    Raises:
        ValueError: the table of legal steps does not have this one.
    """
    if not sources(to).issuperset(from_):
        raise ValueError(f"there is no step from {', '.join(sorted(from_))} to {to}")
    values: dict[str, Any] = {"status": str(to), "updated_at": version_after(Interview.updated_at)}
    if video_indexer_url is not None:
        values["video_indexer_url"] = video_indexer_url
    query = (
        update(Interview)
        .where(Interview.id == interview_id, Interview.status.in_([str(entry) for entry in from_]))
        .values(**values)
    )
    return _changed(session, query)


def delete(session: Session, interview_id: str) -> bool:
    """Delete the interview, children first; what is in `pipeline` goes with it.

    The row is locked first: a worker that is storing results is waited for, and its results are
    seen and deleted too.
    """
    session.execute(select(Interview.id).where(Interview.id == interview_id).with_for_update())
    session.execute(sql_delete(Analysis).where(Analysis.interview_id == interview_id))
    session.execute(sql_delete(Transcription).where(Transcription.interview_id == interview_id))
    return _changed(session, sql_delete(Interview).where(Interview.id == interview_id))


def older_than(session: Session, age: timedelta, *, limit: int) -> list[str]:
    """Ids of interviews created longer ago than ``age`` by the database's clock, oldest first."""
    query = (
        select(Interview.id)
        .where(Interview.created_at < func.timezone("UTC", func.now()) - age)
        .order_by(Interview.created_at)
        .limit(limit)
    )
    return list(session.scalars(query))


def existing(session: Session, interview_ids: Collection[str]) -> set[str]:
    """Which of these ids are interviews."""
    return set(session.scalars(select(Interview.id).where(Interview.id.in_(interview_ids))))


def _changed(session: Session, query: Any) -> bool:
    query = query.execution_options(synchronize_session=False)
    result = session.execute(query)
    return isinstance(result, CursorResult) and result.rowcount > 0
