"""The composition root: makes every object once, the first time somebody asks for it.

Importing this needs no environment and opens nothing. Tests build their own objects; the
functions take them from here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from threading import Lock

from shared.config import Settings, load_settings
from shared.db.engine import Database
from shared.errors import BackendError
from shared.services.analysing import Analysing
from shared.services.callbacks import Callbacks
from shared.services.dead_letters import DeadLetters
from shared.services.deletion import Deletion
from shared.services.exporting import Exporting
from shared.services.indexing import Indexing, IndexingRules
from shared.services.judging import Budget
from shared.services.language_model_port import LanguageModel
from shared.services.pipeline import Pipeline
from shared.services.ports import MessageQueue, RecordingStore, TokenVerifier, VideoIndexer
from shared.services.reading import Reading
from shared.services.retention import Retention
from shared.services.retrying import Retrying
from shared.services.speaker_correction import SpeakerCorrection
from shared.services.sweeping import Sweeping
from shared.services.transcribing import Transcribing
from shared.services.uploads import UploadRules, Uploads

QUEUE = "index-ready"
POSTGRES_SCOPE = "https://ossrdbms-aad.database.windows.net/.default"
ARM_SCOPE = "https://management.azure.com/.default"
MODEL_SCOPE = "https://cognitiveservices.azure.com/.default"


def once[Made](make: Callable[[], Made]) -> Callable[[], Made]:
    """Like ``functools.cache``, but two threads that ask at once get the same object."""
    lock = Lock()
    made: list[Made] = []

    def get() -> Made:
        if not made:
            with lock:
                if not made:
                    made.append(make())
        return made[0]

    return get


def clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


@once
def settings() -> Settings:
    """The validated settings.

    Raises:
        ConfigurationError: names what is missing or wrong.
    """
    return load_settings()


@cache
def _token_getter(scope: str) -> Callable[[], str]:
    from shared.clients.identity import credential, token_getter

    return token_getter(credential(settings().managed_identity_client_id), scope)


@once
def database() -> Database:
    """The connection pool to the PostgreSQL that is shared with the web app."""
    chosen = settings()
    return Database(
        chosen.database_url.get_secret_value(),
        pool_size=chosen.database_pool_size,
        max_overflow=chosen.database_pool_overflow,
        pool_timeout_s=chosen.database_pool_timeout_seconds,
        entra_token=_token_getter(POSTGRES_SCOPE) if chosen.database_entra_authentication else None,
    )


@once
def recordings() -> RecordingStore:
    """The recordings' storage."""
    from shared.clients.blob_storage import BlobRecordingStore

    chosen = settings()
    if chosen.recordings_storage is not None:
        connection = chosen.recordings_storage.get_secret_value()
        return BlobRecordingStore.from_connection_string(connection)
    from shared.clients.identity import credential

    account_url = chosen.recordings_storage__bloburi or ""
    return BlobRecordingStore.from_account_url(
        account_url, credential(chosen.managed_identity_client_id)
    )


@once
def queue() -> MessageQueue:
    """The queue of interviews whose index may be ready."""
    from shared.clients.message_queue import StorageMessageQueue

    chosen = settings()
    if chosen.recordings_storage is not None:
        connection = chosen.recordings_storage.get_secret_value()
        return StorageMessageQueue.from_connection_string(connection, QUEUE)
    from shared.clients.identity import credential

    account_url = chosen.recordings_storage__queueuri or ""
    return StorageMessageQueue.from_account_url(
        account_url, QUEUE, credential(chosen.managed_identity_client_id)
    )


@once
def video_indexer() -> VideoIndexer:
    """Azure AI Video Indexer."""
    from shared.clients.video_indexer import AzureVideoIndexer

    chosen = settings()
    return AzureVideoIndexer(
        account_resource_id=chosen.video_indexer_account_resource_id,
        get_arm_token=_token_getter(ARM_SCOPE),
        arm_url=chosen.video_indexer_arm_url,
        api_url=chosen.video_indexer_api_url,
        account_id=chosen.video_indexer_account_id,
        location=chosen.video_indexer_location,
    )


@once
def language_model() -> LanguageModel | None:
    """The language model, None where none is configured and the rules judge instead."""
    chosen = settings()
    if chosen.model_base_url is None or chosen.model_name is None:
        return None
    from shared.clients.language_model import OpenAILanguageModel

    api_key: str | Callable[[], str]
    if chosen.model_managed_identity:
        api_key = _token_getter(MODEL_SCOPE)
    else:
        api_key = chosen.model_api_key.get_secret_value() if chosen.model_api_key else "none"
    return OpenAILanguageModel(
        base_url=chosen.model_base_url,
        api_key=api_key,
        model=chosen.model_name,
        summary_model=chosen.model_summary_name or chosen.model_name,
        api=chosen.model_api,
        timeout_s=chosen.model_timeout_seconds,
    )


@once
def token_verifier() -> TokenVerifier:
    """Who may call."""
    from shared.clients.token_verifier import JwtVerifier

    chosen = settings()
    return JwtVerifier(
        issuer=chosen.token_issuer,
        audience=chosen.token_audience,
        jwks_url=chosen.token_jwks_url,
        max_lifetime_s=chosen.token_max_lifetime_seconds,
    )


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
def indexing() -> Indexing:
    """Hand recordings to Video Indexer."""
    from shared.clients.media_probe import AvMediaProbe

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
        budget=Budget(
            calls=chosen.model_call_budget,
            tokens=chosen.model_token_budget,
            parallel=chosen.model_max_parallel,
        ),
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
    """Fail what the host gave up on."""
    return DeadLetters(database())


@once
def reading() -> Reading:
    """Read interviews and results."""
    return Reading(database())


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
