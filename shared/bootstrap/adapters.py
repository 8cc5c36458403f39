"""What the use cases need from outside: settings, database, storage, Video Indexer, the model."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from threading import Lock

from shared.config import Settings, inside_functions_host, load_settings
from shared.db.engine import Database
from shared.services.analysis.language_model_port import LanguageModel
from shared.services.ports import MessageQueue, RecordingStore, TokenVerifier, VideoIndexer
from shared.services.transcription.pacing import Pacing

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


def validate_at_start() -> None:
    """Where the Functions host starts this app, a missing or wrong setting ends the start.

    Raises:
        ConfigurationError: names the settings. Elsewhere importing the app needs no environment.
    """
    if inside_functions_host():
        settings()


@cache
def _token_getter(scope: str) -> Callable[[], str]:
    from shared.clients.identity.tokens import credential, token_getter

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
    from shared.clients.storage.blobs import BlobRecordingStore

    chosen = settings()
    if chosen.recordings_storage is not None:
        connection = chosen.recordings_storage.get_secret_value()
        return BlobRecordingStore.from_connection_string(connection)
    from shared.clients.identity.tokens import credential

    account_url = chosen.recordings_storage__bloburi or ""
    return BlobRecordingStore.from_account_url(
        account_url, credential(chosen.managed_identity_client_id)
    )


@once
def queue() -> MessageQueue:
    """The queue of interviews whose index may be ready."""
    from shared.clients.storage.queues import StorageMessageQueue

    chosen = settings()
    if chosen.recordings_storage is not None:
        connection = chosen.recordings_storage.get_secret_value()
        return StorageMessageQueue.from_connection_string(connection, QUEUE)
    from shared.clients.identity.tokens import credential

    account_url = chosen.recordings_storage__queueuri or ""
    return StorageMessageQueue.from_account_url(
        account_url, QUEUE, credential(chosen.managed_identity_client_id)
    )


@once
def video_indexer() -> VideoIndexer:
    """Azure AI Video Indexer."""
    from shared.clients.video_indexer.client import AzureVideoIndexer

    chosen = settings()
    return AzureVideoIndexer(
        account_resource_id=chosen.video_indexer_account_resource_id,
        get_arm_token=_token_getter(ARM_SCOPE),
        take_turn=Pacing(database(), per_minute=chosen.video_indexer_calls_per_minute).take,
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
    from shared.clients.language_model.client import OpenAILanguageModel

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
    from shared.clients.identity.token_verifier import JwtVerifier

    chosen = settings()
    return JwtVerifier(
        issuer=chosen.token_issuer,
        audience=chosen.token_audience,
        jwks_url=chosen.token_jwks_url,
        max_lifetime_s=chosen.token_max_lifetime_seconds,
    )
