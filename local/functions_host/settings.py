"""What the host reads: local.settings.json, host.json and the environment."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_BINDING_EXPRESSION = re.compile(r"%([^%]+)%")


class SettingsError(Exception):
    """A setting the app needs is missing or cannot be read; the message names it."""


@dataclass(frozen=True)
class QueueSettings:
    """`extensions.queues` of host.json with the real host's defaults; times in seconds."""

    batch_size: int = 16
    new_batch_threshold: int = 8
    max_dequeue_count: int = 5
    visibility_timeout: float = 0.0
    max_polling_interval: float = 60.0
    base64: bool = True


@dataclass(frozen=True)
class HostSettings:
    """Everything the host itself is configured by."""

    app_folder: Path
    route_prefix: str = "api"
    function_timeout: float = 1800.0
    """Seconds; the real host's default on Flex Consumption."""
    queues: QueueSettings = field(default_factory=QueueSettings)
    poison_blob_threshold: int = 5
    cors_origins: tuple[str, ...] = ()
    cors_credentials: bool = False

    @property
    def host_id(self) -> str:
        """Names the receipts and the queue of blob events; one for all instances of an app."""
        digest = hashlib.sha256(str(self.app_folder).encode()).hexdigest()[:12]
        # The name is the real host's; settings are not capitalised there.
        return os.environ.get("AzureFunctionsWebHost__hostid", f"local-{digest}")  # noqa: SIM112

    @property
    def local_key(self) -> str | None:
        """The one key of functions, webhooks and admin; None checks none, as `func start` does."""
        return os.environ.get("FUNCTIONS_LOCAL_KEY") or None


def load(app_folder: Path, settings_file: Path | None) -> HostSettings:
    """Put the settings file's `Values` into the environment, and read host.json.

    A variable that is already set wins over the file, as with `func start`.
    """
    local = _read_json(settings_file) if settings_file else {}
    for name, value in local.get("Values", {}).items():
        os.environ.setdefault(name, str(value))
    os.environ.setdefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development")
    host = _read_json(app_folder / "host.json")
    extensions = host.get("extensions", {})
    section = local.get("Host", {})
    timeout = host.get("functionTimeout", "00:30:00")
    return HostSettings(
        app_folder=app_folder,
        route_prefix=extensions.get("http", {}).get("routePrefix", "api").strip("/"),
        function_timeout=float("inf") if timeout == "-1" else seconds(timeout),
        queues=_queue_settings(extensions.get("queues", {})),
        poison_blob_threshold=extensions.get("blobs", {}).get("poisonBlobThreshold", 5),
        cors_origins=tuple(o.strip() for o in section.get("CORS", "").split(",") if o.strip()),
        cors_credentials=bool(section.get("CORSCredentials", False)),
    )


def resolve(text: str) -> str:
    """Replace each `%NAME%` by the setting NAME; raises SettingsError if there is none."""

    def value_of(match: re.Match[str]) -> str:
        value = os.environ.get(match[1])
        if value is None:
            raise SettingsError(f"'%{match[1]}%' does not resolve to a setting")
        return value

    return _BINDING_EXPRESSION.sub(value_of, text)


def connection_string(name: str) -> str:
    """The storage connection a binding names; `AzureWebJobs` may be left out, as in bindings."""
    name = resolve(name) or "AzureWebJobsStorage"
    for candidate in (f"AzureWebJobs{name}", name):
        if value := os.environ.get(candidate):
            return value
    raise SettingsError(f"storage connection '{name}' is not a setting")


def seconds(span: str) -> float:
    """`hh:mm:ss` or `d.hh:mm:ss`, as .NET writes a TimeSpan, in seconds."""
    match = re.fullmatch(r"(?:(\d+)\.)?(\d+):(\d+):(\d+(?:\.\d+)?)", span)
    if match is None:
        raise SettingsError(f"'{span}' is not a time span like 00:00:30")
    days, hours, minutes, rest = match.groups()
    return int(days or 0) * 86400 + int(hours) * 3600 + int(minutes) * 60 + float(rest)


def _queue_settings(section: dict[str, Any]) -> QueueSettings:
    batch_size = min(int(section.get("batchSize", 16)), 32)
    return QueueSettings(
        batch_size=batch_size,
        new_batch_threshold=int(section.get("newBatchThreshold", batch_size // 2)),
        max_dequeue_count=int(section.get("maxDequeueCount", 5)),
        visibility_timeout=seconds(section.get("visibilityTimeout", "00:00:00")),
        max_polling_interval=seconds(section.get("maxPollingInterval", "00:01:00")),
        base64=section.get("messageEncoding", "base64").lower() != "none",
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"{path} is not JSON: {error}") from error
    return content
