"""The example file and the settings model say the same, and messages name settings, not values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from shared.config import Settings, environment_name, load_settings
from shared.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]
HOST_OWN = {"FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage"}
"""What the Functions host reads itself."""

NEEDED = {
    "DATABASE_URL": "postgresql://someone:secret-word@localhost:5432/web",
    "RECORDINGS_STORAGE": "UseDevelopmentStorage=true",
    "VIDEO_INDEXER_ACCOUNT_RESOURCE_ID": (
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.VideoIndexer/accounts/a"
    ),
    "CALLBACK_BASE_URL": "https://backend.example.com",
    "CALLBACK_KEY": "k" * 32,
    "TOKEN_ISSUER": "https://issuer.example.com",
    "TOKEN_AUDIENCE": "interview-buddy",
    "TOKEN_JWKS_URL": "https://issuer.example.com/jwks",
}


def example_values() -> dict[str, str]:
    document = json.loads((ROOT / "local.settings.example.json").read_text(encoding="utf-8"))
    assert document["IsEncrypted"] is False
    return dict(document["Values"])


def without(name: str) -> dict[str, str]:
    return {key: value for key, value in NEEDED.items() if key != name}


def message_of(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings(environment)
    return str(caught.value)


def test_example_has_every_setting_and_no_other() -> None:
    assert set(example_values()) - HOST_OWN == {environment_name(f) for f in Settings.model_fields}


def test_example_shows_the_defaults() -> None:
    values = example_values()
    for field, info in Settings.model_fields.items():
        if info.default is PydanticUndefined or not info.default or field in EXAMPLES_OF_OPTIONAL:
            continue
        shown = values[environment_name(field)]
        assert type(info.default)(shown) == info.default, field


EXAMPLES_OF_OPTIONAL = {"recordings_storage"}


def test_example_works_once_the_callback_key_is_filled_in() -> None:
    settings = load_settings(example_values() | {"CALLBACK_KEY": "x" * 43})
    assert settings.callback_key.get_secret_value()
    assert settings.model_base_url is None


def test_example_left_as_it_is_does_not_start() -> None:
    assert message_of(example_values()).startswith("settings: CALLBACK_KEY: ")


@pytest.mark.parametrize("name", [name for name in NEEDED if name != "RECORDINGS_STORAGE"])
def test_a_missing_setting_is_named(name: str) -> None:
    assert f"{name}: Field required" in message_of(without(name))


def test_all_missing_settings_are_named_at_once() -> None:
    message = message_of({})
    assert all(name in message for name in NEEDED if name != "RECORDINGS_STORAGE")


def test_storage_by_connection_string_or_by_identity() -> None:
    assert "RECORDINGS_STORAGE__blobServiceUri" in message_of(without("RECORDINGS_STORAGE"))
    by_identity = without("RECORDINGS_STORAGE") | {
        "RECORDINGS_STORAGE__blobServiceUri": "https://account.blob.core.windows.net",
        "RECORDINGS_STORAGE__queueServiceUri": "https://account.queue.core.windows.net",
    }
    assert load_settings(by_identity).recordings_storage is None


def test_an_empty_variable_counts_as_missing() -> None:
    assert "TOKEN_ISSUER: Field required" in message_of(NEEDED | {"TOKEN_ISSUER": "  "})


@pytest.mark.proves("C15", "S05")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CALLBACK_KEY", "short-secret"),
        ("CALLBACK_BASE_URL", "http://backend.example.com/hidden"),
        ("VIDEO_INDEXER_API_URL", "https://user:hidden@api.example.com"),
        ("TOKEN_JWKS_URL", "file:///hidden"),
        ("VIDEO_INDEXER_ACCOUNT_RESOURCE_ID", "/subscriptions/hidden"),
        ("DATABASE_POOL_SIZE", "hidden"),
        ("RECORDINGS_MAX_BYTES", "-12345"),
        ("MODEL_API", "hidden"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name: str, value: str) -> None:
    message = message_of(NEEDED | {name: value})
    assert name in message
    assert value not in message
    assert "hidden" not in message
    assert "secret-word" not in message


def test_a_model_endpoint_needs_a_model_name() -> None:
    assert "MODEL_NAME" in message_of(NEEDED | {"MODEL_BASE_URL": "https://models.example.com/v1"})


def test_a_model_is_asked_by_key_or_by_identity() -> None:
    both = {"MODEL_API_KEY": "hidden", "MODEL_MANAGED_IDENTITY": "true"}
    message = message_of(NEEDED | both)
    assert "MODEL_API_KEY" in message
    assert "hidden" not in message


@pytest.mark.proves("S05")
def test_plain_http_is_for_this_machine_only() -> None:
    local = load_settings(NEEDED | {"VIDEO_INDEXER_API_URL": "http://127.0.0.1:8123/"})
    assert local.video_indexer_api_url == "http://127.0.0.1:8123"


def test_secrets_do_not_show() -> None:
    shown = repr(load_settings(NEEDED))
    assert "secret-word" not in shown
    assert "k" * 32 not in shown


def test_the_previous_callback_key_verifies_too() -> None:
    settings = load_settings(NEEDED | {"CALLBACK_KEY_PREVIOUS": "p" * 32})
    assert settings.callback_keys() == (b"k" * 32, b"p" * 32)
