"""The composition root: makes every object once, the first time somebody asks for it.

Importing this needs no environment and opens nothing. Tests build their own objects; the
functions take them from here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from shared.bootstrap.adapters import (
    clock,
    database,
    language_model,
    once,
    queue,
    recordings,
    settings,
    token_verifier,
    validate_at_start,
    video_indexer,
)
from shared.errors import BackendError
from shared.services.analysis.analysing import Analysing
from shared.services.analysis.practice import Practice, PracticeRules
from shared.services.analysis.speaker_correction import SpeakerCorrection
from shared.services.analysis.spending import Budget
from shared.services.creation.importing import Importing, ImportRules
from shared.services.creation.uploads import UploadRules, Uploads
from shared.services.erasure.deletion import Deletion
from shared.services.erasure.retention import Retention
from shared.services.pipeline import Pipeline
from shared.services.reading.exporting import Exporting
from shared.services.reading.progress import ProgressReading
from shared.services.reading.reading import Reading
from shared.services.reading.reporting import Reporting
from shared.services.reading.views import entity_tag
from shared.services.recovery.dead_letters import DeadLetters
from shared.services.recovery.retrying import Retrying
from shared.services.recovery.sweeping import Sweeping
from shared.services.transcription.callbacks import Callbacks
from shared.services.transcription.indexing import Indexing, IndexingRules
from shared.services.transcription.transcribing import Transcribing

__all__ = ["entity_tag", "readiness", "settings", "token_verifier", "validate_at_start"]


@once
def uploads() -> Uploads:
    """Create interviews and upload URLs."""
    chosen = settings()
    rules = UploadRules(
        max_bytes=chosen.recordings_max_bytes,
        url_lifetime=timedelta(minutes=chosen.upload_url_minutes),
        deadline=timedelta(hours=chosen.upload_deadline_hours),
        event_patience=timedelta(seconds=chosen.upload_event_patience_seconds),
        under_way_max=chosen.uploads_under_way_max,
        per_day_max=chosen.uploads_per_day_max,
        urls_per_hour_max=chosen.upload_urls_per_hour_max,
    )
    return Uploads(database(), recordings(), rules)


@once
def importing() -> Importing:
    """Create interviews from transcripts."""
    chosen = settings()
    rules = ImportRules(
        transcript_max_bytes=chosen.transcript_max_bytes,
        under_way_max=chosen.uploads_under_way_max,
        per_day_max=chosen.uploads_per_day_max,
        analysis_deadline=timedelta(hours=chosen.analysis_deadline_hours),
        lease_seconds=chosen.work_lease_seconds,
    )
    return Importing(database(), queue(), rules)


@once
def indexing() -> Indexing:
    """Hand recordings to Video Indexer."""
    from shared.clients.media.probe import AvMediaProbe

    chosen = settings()
    rules = IndexingRules(
        max_bytes=chosen.recordings_max_bytes,
        language=chosen.video_indexer_language,
        callback_url=f"{chosen.callback_base_url}/api/video-indexer/callback",
        callback_key=chosen.callback_keys()[0],
        lease_seconds=chosen.work_lease_seconds,
        deadline=timedelta(hours=chosen.transcription_deadline_hours),
        patience=timedelta(seconds=chosen.transcription_patience_seconds),
    )
    return Indexing(
        database(), recordings(), AvMediaProbe(), video_indexer(), rules=rules, clock=clock
    )


@once
def callbacks() -> Callbacks:
    """Take Video Indexer's callbacks."""
    return Callbacks(queue(), settings().callback_keys(), clock)


def _model_budget() -> Budget:
    chosen = settings()
    return Budget(
        calls=chosen.model_call_budget,
        tokens=chosen.model_token_budget,
        parallel=chosen.model_max_parallel,
    )


@once
def practice() -> Practice:
    """Give feedback on practised answers."""
    rules = PracticeRules(per_day_max=settings().practice_feedback_per_day_max)
    return Practice(database(), language_model(), budget=_model_budget(), rules=rules)


@once
def pipeline() -> Pipeline:
    """Take interviews from an index to an analysis."""
    chosen = settings()
    poll_interval = timedelta(seconds=chosen.index_poll_seconds)
    transcribing = Transcribing(
        database(),
        recordings(),
        video_indexer(),
        poll_interval=poll_interval,
        analysis_deadline=timedelta(hours=chosen.analysis_deadline_hours),
        lease_seconds=chosen.work_lease_seconds,
        price_per_minute_usd=chosen.video_indexer_price_per_minute_usd,
    )
    analysing = Analysing(
        database(),
        language_model(),
        budget=_model_budget(),
        lease_seconds=chosen.work_lease_seconds,
    )
    return Pipeline(database(), queue(), transcribing, analysing, early_delay=poll_interval)


@once
def retrying() -> Retrying:
    """Go on with failed interviews."""
    chosen = settings()
    return Retrying(
        database(),
        recordings(),
        queue(),
        indexing(),
        indexing_deadline=timedelta(hours=chosen.transcription_deadline_hours),
        analysis_deadline=timedelta(hours=chosen.analysis_deadline_hours),
        lease_seconds=chosen.work_lease_seconds,
    )


@once
def speaker_correction() -> SpeakerCorrection:
    """Let the user say who the candidate is."""
    chosen = settings()
    return SpeakerCorrection(
        database(),
        queue(),
        analysis_deadline=timedelta(hours=chosen.analysis_deadline_hours),
        lease_seconds=chosen.work_lease_seconds,
    )


@once
def sweeping() -> Sweeping:
    """Find interviews that stand still."""
    return Sweeping(
        database(),
        recordings(),
        queue(),
        indexing(),
        retrying(),
        poll_interval=timedelta(seconds=settings().index_poll_seconds),
    )


@once
def deletion() -> Deletion:
    """Delete interviews everywhere."""
    chosen = settings()
    # No upload URL and no worker from before a deletion lives longer than this.
    afterlife = timedelta(minutes=chosen.upload_url_minutes, seconds=2 * chosen.work_lease_seconds)
    return Deletion(database(), recordings(), video_indexer(), afterlife=afterlife)


@once
def retention() -> Retention:
    """Erase what is too old."""
    keep = timedelta(days=settings().retention_days)
    return Retention(database(), recordings(), deletion(), keep=keep)


@once
def dead_letters() -> DeadLetters:
    """Try once more, or fail, what the host gave up on."""
    return DeadLetters(database(), indexing(), pipeline())


@once
def reading() -> Reading:
    """Read interviews and results."""
    return Reading(database())


@once
def reporting() -> Reporting:
    """Write reports."""
    return Reporting(database())


@once
def progress() -> ProgressReading:
    """Show how a candidate gets on."""
    return ProgressReading(database())


@once
def exporting() -> Exporting:
    """Hand users everything of theirs."""
    return Exporting(database(), reading())


def readiness() -> dict[str, bool]:
    """Whether settings, database and storage can be used right now."""

    def works(check: Callable[[], object]) -> bool:
        try:
            check()
        except BackendError:
            return False
        return True

    return {
        "settings": works(settings),
        "database": works(lambda: database().check()),
        "storage": works(lambda: recordings().check()),
    }
