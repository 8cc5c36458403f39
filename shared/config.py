"""The settings: one frozen model, read once from the environment, validated at start.

This is the only module that reads ``os.environ``. A setting's name in the environment is the
field's name in capitals: ``database_url`` is ``DATABASE_URL``. The example file lists every one.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from shared.errors import ConfigurationError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
SHORTEST_KEY_BYTES = 32


def is_loopback(url: str) -> bool:
    """Whether a URL points to this very machine."""
    return (urlsplit(url).hostname or "") in LOOPBACK


def _https_outside_loopback(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(url)):
        raise ValueError("must be an https URL (http only for this machine itself)")
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        raise ValueError("must be a plain URL with a host and without user, password or fragment")
    return url.rstrip("/")


HttpsUrl = Annotated[str, AfterValidator(_https_outside_loopback)]


class Settings(BaseModel):
    """Everything that can be set. Times are in the unit their name ends with."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    # Database: the PostgreSQL that the web app uses; Prisma's URL is understood as it is.
    database_url: SecretStr
    database_pool_size: int = Field(default=5, ge=1, le=50)
    database_pool_overflow: int = Field(default=5, ge=0, le=50)
    database_pool_timeout_seconds: float = Field(default=5, gt=0, le=60)
    database_entra_authentication: bool = False

    # Storage: a connection string, or the service URIs with a managed identity.
    recordings_storage: SecretStr | None = None
    recordings_storage__bloburi: str | None = Field(
        default=None, alias="RECORDINGS_STORAGE__blobServiceUri"
    )
    recordings_storage__queueuri: str | None = Field(
        default=None, alias="RECORDINGS_STORAGE__queueServiceUri"
    )
    managed_identity_client_id: str | None = Field(
        default=None, alias="RECORDINGS_STORAGE__clientId"
    )
    recordings_max_bytes: int = Field(default=2 * 1024**3, ge=1, le=30 * 1024**3)
    upload_url_minutes: int = Field(default=60, ge=1, le=1440)
    upload_deadline_hours: int = Field(default=24, ge=1, le=168)
    retention_days: int = Field(default=90, ge=1, le=3650)

    # Video Indexer.
    video_indexer_account_resource_id: str = Field(
        pattern=r"^/subscriptions/[^/?#]+/resourceGroups/[^/?#]+"
        r"/providers/Microsoft\.VideoIndexer/accounts/[^/?#]+$"
    )
    video_indexer_arm_url: HttpsUrl = "https://management.azure.com"
    video_indexer_api_url: HttpsUrl = "https://api.videoindexer.ai"
    video_indexer_account_id: str | None = Field(default=None, pattern=r"^[0-9A-Za-z-]{1,64}$")
    video_indexer_location: str | None = Field(default=None, pattern=r"^[0-9A-Za-z-]{1,64}$")
    video_indexer_language: str = Field(default="auto", pattern=r"^[0-9A-Za-z-]{2,16}$")
    video_indexer_calls_per_minute: int = Field(default=100, ge=1, le=110)
    video_indexer_price_per_minute_usd: float = Field(default=0.024, ge=0)
    callback_base_url: HttpsUrl
    callback_key: SecretStr
    callback_key_previous: SecretStr | None = None

    # Who may call: any OIDC issuer.
    token_issuer: str = Field(min_length=1)
    token_audience: str = Field(min_length=1)
    token_jwks_url: HttpsUrl
    token_max_lifetime_seconds: int = Field(default=3660, ge=60, le=90_000)

    # The language model: without a base URL the rule-based analyser runs.
    model_base_url: HttpsUrl | None = None
    model_api_key: SecretStr | None = None
    model_managed_identity: bool = False
    model_name: str | None = None
    model_summary_name: str | None = None
    model_api: Literal["auto", "responses", "chat"] = "auto"
    model_timeout_seconds: float = Field(default=60, gt=0, le=600)
    model_max_parallel: int = Field(default=16, ge=1, le=64)
    model_token_budget: int = Field(default=120_000, ge=1_000)
    model_call_budget: int = Field(default=60, ge=2)

    # What a candidate may send, and how much of it.
    request_max_bytes: int = Field(default=256 * 1024, ge=1024)
    transcript_max_bytes: int = Field(default=4 * 1024**2, ge=1024)
    uploads_under_way_max: int = Field(default=20, ge=1)
    uploads_per_day_max: int = Field(default=200, ge=1)
    upload_urls_per_hour_max: int = Field(default=120, ge=1)
    practice_feedback_per_day_max: int = Field(default=50, ge=1)
    analysed_minutes_per_month_max: int = Field(default=3_000, ge=1)

    # How long each step may stand still before the sweep looks at it, and before it gives up.
    sweep_schedule: str = "0 * * * * *"
    retention_schedule: str = "0 17 3 * * *"
    upload_event_patience_seconds: int = Field(default=180, ge=1)
    transcription_patience_seconds: int = Field(default=300, ge=1)
    transcription_deadline_hours: float = Field(default=24, gt=0)
    work_lease_seconds: int = Field(default=300, ge=1)
    analysis_deadline_hours: float = Field(default=24, gt=0)
    index_poll_seconds: int = Field(default=30, ge=1)

    @field_validator("callback_key", "callback_key_previous")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value().encode()) < SHORTEST_KEY_BYTES:
            raise ValueError(f"must be at least {SHORTEST_KEY_BYTES} random bytes")
        return key

    @model_validator(mode="after")
    def _storage_is_reachable(self) -> Settings:
        by_identity = self.recordings_storage__bloburi and self.recordings_storage__queueuri
        if self.recordings_storage is None and not by_identity:
            raise ValueError(
                "RECORDINGS_STORAGE, or RECORDINGS_STORAGE__blobServiceUri and "
                "RECORDINGS_STORAGE__queueServiceUri, must be set"
            )
        if self.model_base_url and not self.model_name:
            raise ValueError("MODEL_NAME must be set where MODEL_BASE_URL is")
        if self.model_managed_identity and self.model_api_key:
            raise ValueError("MODEL_API_KEY and MODEL_MANAGED_IDENTITY exclude each other")
        return self

    def callback_keys(self) -> tuple[bytes, ...]:
        """The keys callbacks are verified with; the first one signs."""
        keys = (self.callback_key, self.callback_key_previous)
        return tuple(key.get_secret_value().encode() for key in keys if key is not None)


def environment_name(field: str) -> str:
    """The environment variable that sets a field."""
    return Settings.model_fields[field].alias or field.upper()


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and validate the settings; an empty variable counts as not set.

    Raises:
        ConfigurationError: names every setting that is missing or wrong, and no value.
    """
    source = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for field, info in Settings.model_fields.items():
        value = source.get(environment_name(field), "")
        if value.strip():
            values[info.alias or field] = value.strip()
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        problems = [
            f"{_setting_of(problem['loc'])}{problem['msg']}"
            for problem in error.errors(
                include_url=False, include_context=False, include_input=False
            )
        ]
        raise ConfigurationError("settings: " + "; ".join(sorted(problems))) from None


def database_url() -> str:
    """DATABASE_URL alone, for the migration, which needs no other setting.

    Raises:
        ConfigurationError: it is not set.
    """
    url = os.environ.get("DATABASE_URL", "").strip()
    if not url:
        raise ConfigurationError("settings: DATABASE_URL: Field required")
    return url


def inside_functions_host() -> bool:
    """Whether the Functions host runs this process, as it does for every real start."""
    return "FUNCTIONS_WORKER_RUNTIME" in os.environ


def _setting_of(location: tuple[int | str, ...]) -> str:
    if not location:
        return ""
    name = str(location[0])
    return (environment_name(name) if name in Settings.model_fields else name) + ": "
