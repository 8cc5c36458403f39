"""The settings that the local stack gives to the app, written where ``func start`` finds them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.data_folder import write_private
from local.managed_identity import app_settings

EXAMPLE_FILE = Path(__file__).resolve().parents[1] / "local.settings.example.json"
SCHEDULES = ("SWEEP_SCHEDULE", "RETENTION_SCHEDULE")
"""The timers' bindings name these settings, so the host must find them in the environment."""

HOST_SETTINGS = {
    "FUNCTIONS_WORKER_RUNTIME": "python",
    "AzureWebJobsFeatureFlags": "EnableWorkerIndexing",
}


@dataclass(frozen=True, slots=True)
class LocalSettings:
    """What the stack knows and the app must be told."""

    database_url: str
    storage_connection_string: str
    video_indexer_url: str
    video_indexer_account_resource_id: str
    callback_base_url: str
    callback_key: str
    managed_identity_secret: str
    token_issuer: str
    token_audience: str
    token_jwks_url: str

    def values(self) -> dict[str, str]:
        """The environment of the app, by the names of ``shared.config.Settings``."""
        storage = self.storage_connection_string
        values = {
            "AzureWebJobsStorage": storage,
            "RECORDINGS_STORAGE": storage,
            "DATABASE_URL": self.database_url,
            "VIDEO_INDEXER_ARM_URL": self.video_indexer_url,
            "VIDEO_INDEXER_API_URL": self.video_indexer_url,
            "VIDEO_INDEXER_ACCOUNT_RESOURCE_ID": self.video_indexer_account_resource_id,
            "CALLBACK_BASE_URL": self.callback_base_url,
            "CALLBACK_KEY": self.callback_key,
            "TOKEN_ISSUER": self.token_issuer,
            "TOKEN_AUDIENCE": self.token_audience,
            "TOKEN_JWKS_URL": self.token_jwks_url,
        }
        example = _values_of(EXAMPLE_FILE)
        values |= app_settings(self.token_issuer, self.managed_identity_secret)
        return HOST_SETTINGS | values | {name: example[name] for name in SCHEDULES}


def write_settings_file(
    file: Path, decided: Mapping[str, str], *, port: int, origins: Sequence[str]
) -> None:
    """Write ``local.settings.json``: these values, the port, and the origins whose pages may call.

    What somebody added to the file by hand, the language model for instance, stays.
    """
    kept: dict[str, str] = {}
    if file.exists():
        kept = _values_of(file)
    document = {
        "IsEncrypted": False,
        "Values": kept | dict(decided),
        "Host": {"LocalHttpPort": port, "CORS": ",".join(origins)},
    }
    write_private(file, json.dumps(document, indent=2) + "\n")


def _values_of(file: Path) -> dict[str, str]:
    return dict(json.loads(file.read_text(encoding="utf-8")).get("Values", {}))
