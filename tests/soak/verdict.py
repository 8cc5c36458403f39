"""Whether every promise was kept: a list of what was broken, empty where nothing was."""

from __future__ import annotations

import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from azure.storage.blob import BlobServiceClient

from tests.fixtures.stack import what_a_log_may_not_hold
from tests.soak.candidates import ENDS, Candidates, Interview
from tests.soak.quiet import queued
from tests.soak.stage import Stage

ENDED = """
    SELECT i.id, i.status, p.failure_code, p.generation, p.video_id,
      coalesce(p.lease_until > clock_timestamp(), false) OR p.next_check_at IS NOT NULL,
      (SELECT count(*) FROM "Transcription" t WHERE t."interviewId" = i.id),
      (SELECT count(*) FROM "Analysis" a WHERE a."interviewId" = i.id)
    FROM "Interview" i JOIN pipeline.processing p ON p.interview_id = i.id
"""
EVERYTHING = """
    SELECT 'interview', i::text FROM "Interview" i
    UNION ALL SELECT 'transcription', t::text FROM "Transcription" t
    UNION ALL SELECT 'analysis', a::text FROM "Analysis" a
    UNION ALL SELECT 'usage', u::text FROM pipeline.usage u
    ORDER BY 1, 2
"""
COMPLETED_AT = """
    SELECT id, extract(epoch FROM "updatedAt" AT TIME ZONE 'UTC')::float FROM "Interview"
    WHERE status = 'completed'
"""
MAY_FAIL = {"analysis_unavailable", "transcription_failed", "not_an_index"}
"""On the way, while the model and Video Indexer answer nonsense; each can be retried."""
UNEXPECTED = re.compile(
    r"^(?:unexpected_error|sweep_failed|error_without_status)\b.*"
    r"|^(?!shared\.errors\.DatabaseUnavailable)[\w.]+(?:Error|Exception)(?::.*|$)",
    re.MULTILINE,
)
"""An error of nobody's making. That the database is away may end an invocation, and does."""


def broken_promises(stage: Stage, candidates: Candidates) -> list[str]:
    """What the database, storage, Video Indexer and the logs say against us."""
    rows = {row[0]: row for row in stage.rows(ENDED)}
    expected = {one.id: one for one in candidates.interviews if not one.gone}
    found = [f"{gone} came back" for gone in sorted(rows.keys() - expected.keys())]
    for interview_id, one in expected.items():
        if interview_id not in rows:
            found.append(f"{interview_id} ({one.kind}) is lost")
        else:
            found += _wrong_with(one, rows[interview_id])
    found += [f"orphan blob {name}" for name in _blobs(stage) if name.split("/")[1] not in rows]
    found += _wrong_videos(stage, rows)
    found += [f"{count} messages left in {queue}" for queue, count in queued(stage).items()]
    logs = stage.logs()
    found += what_a_log_may_not_hold(logs)
    seen = Counter(match[0][:200] for match in UNEXPECTED.finditer(logs))
    found += [f"{count} x in the log: {line}" for line, count in seen.items()]
    return found


def untrue_reasons(seen: Mapping[str, int], scripted_failures: int) -> list[str]:
    """Reasons that interviews failed for, of which nothing of the kind had happened."""
    true = MAY_FAIL | {reason for _, reason in ENDS.values()}
    found = [f"{count} failed for {reason}" for reason, count in seen.items() if reason not in true]
    if seen.get("transcription_failed", 0) > scripted_failures:
        found.append(f"Video Indexer failed {scripted_failures} times, and we said so more often")
    return found


def calls_after_the_end(stage: Stage, candidates: Candidates) -> list[str]:
    """Calls of the model that began when the interview was completed already."""
    wall = time.time() - time.monotonic()
    completed = dict(stage.rows(COMPLETED_AT))
    late: Counter[int] = Counter()
    by_company = {f"Company {one.number}": one for one in candidates.interviews}
    for call in stage.model.received:
        one = by_company[call.data["job"]["company"]]
        if not one.is_meddled_with and call.at + wall > completed.get(one.id, math.inf):
            late[one.number] += 1
    return [f"{count} calls of the model too late for {number}" for number, count in late.items()]


def state_of(stage: Stage) -> tuple[list[tuple[Any, ...]], dict[str, int], int]:
    """All results, all recordings paid for, and the number of calls of the model."""
    uploads = dict(stage.stack.video_indexer.shown()["uploads"])
    return stage.rows(EVERYTHING), uploads, len(stage.model.received)


def _wrong_with(one: Interview, row: tuple[Any, ...]) -> Iterator[str]:
    interview_id, status, code, _, _, watched, transcripts, analyses = row
    wanted, reason = ENDS[one.kind]
    if (status, code) != (wanted, reason):
        yield f"{interview_id} ({one.kind}) ended as {status} {code}, not as {wanted} {reason}"
    if watched:
        yield f"{interview_id} is {status}, and still held or to be looked at"
    results = int(wanted == "completed")
    if (transcripts, analyses) != (results, results):
        yield f"{interview_id} has {transcripts} transcripts and {analyses} analyses"


def _blobs(stage: Stage) -> list[str]:
    """Every recording and every extracted sound, also what was never put together."""
    connection = stage.stack.storage_connection_string
    with BlobServiceClient.from_connection_string(connection) as service:
        return [
            f"{container}/{blob.name}"
            for container in ("interviews", "extracted-audio")
            for blob in service.get_container_client(container).list_blobs(
                include=["uncommittedblobs", "snapshots"]
            )
        ]


def _wrong_videos(stage: Stage, rows: dict[str, tuple[Any, ...]]) -> Iterator[str]:
    shown = stage.stack.video_indexer.shown()
    for name, count in shown["uploads"].items():
        if count > 1:
            yield f"{count} recordings paid for {name}"
    for video in shown["videos"]:
        interview_id, _, generation = str(video["external_id"]).rpartition("-")
        row = rows.get(interview_id)
        if row is None:
            yield f"orphan video of {interview_id}"
        elif int(generation) == row[3] and video["id"] != row[4]:
            yield f"{interview_id} has a video that it does not know"
