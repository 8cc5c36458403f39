"""The real client over HTTP against the stand-in, in every mode that is awkward."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from local.video_indexer_process import VideoIndexerStandIn
from shared.clients.video_indexer.client import AzureVideoIndexer
from shared.contracts.remote import VideoState
from shared.domain.transcript import parse_index
from shared.errors import SubmissionUnknown, TranscriptionRejected, VideoIndexerUnavailable
from tests.fixtures.video_indexer import (
    SCRIPT,
    Control,
    Doorstep,
    Submit,
    client_of,
    control,
    doorstep,
    running_video_indexer,
    submit,
    video_indexer,
    wait_for_state,
)

__all__ = ["control", "doorstep", "running_video_indexer", "submit", "video_indexer"]
SECONDS = 10.0


@pytest.fixture
def client(video_indexer: VideoIndexerStandIn) -> AzureVideoIndexer:
    return client_of(video_indexer.url)


def refused(call: Callable[[], object]) -> VideoIndexerUnavailable:
    with pytest.raises(VideoIndexerUnavailable) as caught:
        call()
    return caught.value


def processed(client: AzureVideoIndexer, submit: Submit, external_id: str = "interview-1") -> str:
    video_id = submit(client, external_id)
    wait_for_state(client, video_id, VideoState.PROCESSED, SECONDS)
    return video_id


def test_a_recording_becomes_an_index(client: AzureVideoIndexer, submit: Submit) -> None:
    video_id = submit(client)
    found = wait_for_state(client, video_id, VideoState.PROCESSED, SECONDS)
    assert found.progress_percent == 100
    texts = [line["text"] for line in insights(found.raw)["transcript"]]
    assert texts == [line["text"] for line in SCRIPT["transcript"]]


def insights(raw: bytes) -> Any:
    return json.loads(raw)["videos"][0]["insights"]


def test_a_503_is_unavailable(client: AzureVideoIndexer, control: Control) -> None:
    control.set(faults={"find": [{"status": 503}]})
    refused(lambda: client.find("e"))
    assert client.find("e") is None


def test_a_reset_is_unavailable(client: AzureVideoIndexer, control: Control) -> None:
    control.set(faults={"find": [{"reset": True}]})
    begun = time.monotonic()
    refused(lambda: client.find("e"))
    assert time.monotonic() - begun < SECONDS / 2, "that was a timeout, not a reset"
    assert client.find("e") is None


def test_half_an_answer_is_unavailable(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    video_id = processed(client, submit)
    control.set(faults={"index": [{"truncate": True}]})
    refused(lambda: client.index(video_id))
    assert client.index(video_id) is not None


@pytest.mark.parametrize("status", [200, 502])
def test_html_is_unavailable(
    client: AzureVideoIndexer, control: Control, submit: Submit, status: int
) -> None:
    video_id = processed(client, submit)
    step = {"html": True, "status": status}
    control.set(faults={"index": [step], "find": [step]})
    refused(lambda: client.index(video_id))
    refused(lambda: client.find("interview-1"))


def test_an_upload_whose_answer_is_lost_is_found(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    control.set(faults={"upload": [{"commit_then_drop": True}]})
    refused(lambda: submit(client, "lost"))
    found = client.find("lost")
    assert found is not None
    wait_for_state(client, found, VideoState.PROCESSED, SECONDS)
    assert control.see()["uploads"] == {"lost": 1}


def test_a_409_adopts_what_is_there(
    client: AzureVideoIndexer, control: Control, submit: Submit, doorstep: Doorstep
) -> None:
    control.set(outcome={"hold": True})
    url = f"{doorstep.url}/same.mp4?sig=1"
    first = submit(client, "twice", media_url=url)
    again = submit(client, "twice", media_url=url.replace("sig=1", "sig=2"))
    assert again == first
    assert control.see()["uploads"] == {"twice": 1}


def test_a_409_of_somebody_elses_is_waited_for(
    client: AzureVideoIndexer, control: Control, submit: Submit, doorstep: Doorstep
) -> None:
    control.set(outcome={"hold": True})
    submit(client, "first", media_url=f"{doorstep.url}/same.mp4")
    error = refused(lambda: submit(client, "second", media_url=f"{doorstep.url}/same.mp4"))
    assert error.retry_after == 60


@pytest.mark.parametrize("step", [{"commit_then_drop": True}, {"truncate": True}, {"status": 504}])
def test_whether_an_upload_was_accepted_is_not_always_known(
    client: AzureVideoIndexer, control: Control, submit: Submit, step: dict[str, Any]
) -> None:
    control.set(faults={"upload": [step]})
    assert isinstance(refused(lambda: submit(client)), SubmissionUnknown)


@pytest.mark.parametrize("step", [{"status": 429}, {"status": 503}])
def test_an_upload_that_was_turned_away_was_not_accepted(
    client: AzureVideoIndexer, control: Control, submit: Submit, step: dict[str, Any]
) -> None:
    control.set(faults={"upload": [step]})
    assert not isinstance(refused(lambda: submit(client)), SubmissionUnknown)


def test_a_409_that_the_search_does_not_know_of_yet_is_waited_for(
    client: AzureVideoIndexer, control: Control, submit: Submit, doorstep: Doorstep
) -> None:
    control.set(outcome={"hold": True}, find_lag_s=3600)
    url = f"{doorstep.url}/lag.mp4"
    first = submit(client, "lag", media_url=url)
    assert isinstance(refused(lambda: submit(client, "lag", media_url=url)), SubmissionUnknown)
    control.set(find_lag_s=0)
    assert submit(client, "lag", media_url=url) == first
    assert control.see()["uploads"] == {"lag": 1}


@pytest.mark.parametrize("text", ["\ud83d", "a\0b", "\u2028"])
def test_s04_broken_characters_come_through(
    client: AzureVideoIndexer, control: Control, submit: Submit, text: str
) -> None:
    """Half a surrogate pair is what is left of an emoji that somebody has cut."""
    line = {"text": f"hello {text}", "instances": [{"start": "0:00:01", "end": "0:00:02"}]}
    control.set(outcome={"index": {"transcript": [line]}, "duration_s": 2})
    found = wait_for_state(client, submit(client), VideoState.PROCESSED, SECONDS)
    assert parse_index(found.raw).text.startswith("hello")


@pytest.mark.proves("F21")
def test_a_refused_upload_is_final(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    control.set(faults={"upload": [{"status": 400, "body": {"ErrorType": "INVALID_INPUT"}}]})
    with pytest.raises(TranscriptionRejected):
        submit(client)


@pytest.mark.proves("F21")
def test_a_401_gets_one_new_token(client: AzureVideoIndexer, control: Control) -> None:
    client.find("e")
    control.set(revoke=True)
    assert client.find("e") is None
    assert control.see()["calls"]["token"] == 2


@pytest.mark.proves("F21")
def test_a_401_that_stays_is_not_asked_for_ever(
    client: AzureVideoIndexer, control: Control
) -> None:
    control.set(faults={"find": [{"status": 401, "times": None}]})
    refused(lambda: client.find("e"))
    assert control.see()["calls"]["find"] == 2


@pytest.mark.proves("F37")
def test_a_400_in_progress_means_processing(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    video_id = processed(client, submit)
    body = {"ErrorType": "VIDEO_INDEXING_IN_PROGRESS", "Message": "Still. Trace id: '0'."}
    control.set(faults={"index": [{"status": 400, "body": body}]})
    found = client.index(video_id)
    assert found is not None
    assert found.state is VideoState.PROCESSING
    assert found.raw is None


def test_a_400_removed_means_gone(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    video_id = processed(client, submit)
    control.set(faults={"index": [{"status": 400, "body": {"ErrorType": "VIDEO_REMOVED"}}]})
    assert client.index(video_id) is None


def test_what_is_not_there_is_none(client: AzureVideoIndexer) -> None:
    assert client.index("0123456789") is None
    assert client.find("nobody") is None


def test_failed_carries_its_code(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    control.set(outcome={"failure": {"code": "UnsupportedFileType", "message": "No."}})
    video_id = submit(client)
    found = wait_for_state(client, video_id, VideoState.FAILED, SECONDS)
    assert found.failure_code == "UnsupportedFileType"
    assert found.raw is None


def test_an_unknown_state_is_other(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    control.set(outcome={"state": "Rewinding"})
    wait_for_state(client, submit(client), VideoState.OTHER, SECONDS)


def test_deleting_twice_is_a_success(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    video_id = processed(client, submit)
    client.delete(video_id)
    client.delete(video_id)
    assert video_id not in [video["id"] for video in control.see()["videos"]]


def test_a_deletion_with_failed_assets_is_tried_again(
    client: AzureVideoIndexer, control: Control, submit: Submit
) -> None:
    video_id = processed(client, submit)
    control.set(
        faults={
            "delete": [
                {"status": 200, "body": {"failedAssets": ["asset"]}},
                {"status": 200, "body": {"failedAssets": []}},
            ]
        }
    )
    refused(lambda: client.delete(video_id))
    client.delete(video_id)


@pytest.mark.proves("S02")
def test_a_redirect_is_not_followed(
    client: AzureVideoIndexer, control: Control, doorstep: Doorstep
) -> None:
    elsewhere = {"status": 307, "headers": {"Location": f"{doorstep.url}/stolen"}}
    control.set(faults={"upload": [elsewhere], "find": [elsewhere]})
    refused(lambda: client.find("e"))
    refused(
        lambda: client.submit(
            media_url=f"{doorstep.url}/a.mp4",
            external_id="e",
            name="n",
            callback_url=f"{doorstep.url}/back",
            language="auto",
        )
    )
    assert doorstep.posted == []


def test_a_huge_answer_is_refused(client: AzureVideoIndexer, control: Control) -> None:
    control.set(faults={"find": [{"filler_bytes": 8 * 1024**2}]})
    refused(lambda: client.find("e"))


def test_a_slow_answer_is_given_up(video_indexer: VideoIndexerStandIn, control: Control) -> None:
    client = client_of(video_indexer.url, timeout_s=0.5)
    client.find("warm-up")
    control.set(faults={"find": [{"delay_s": 3.0}]})
    refused(lambda: client.find("e"))


@pytest.mark.parametrize("route", ["account", "token"])
@pytest.mark.parametrize("step", [{"status": 503}, {"reset": True}, {"html": True, "status": 200}])
def test_resource_manager_may_be_down_too(
    client: AzureVideoIndexer, control: Control, route: str, step: dict[str, Any]
) -> None:
    control.set(faults={route: [step]})
    refused(lambda: client.find("e"))
    assert client.find("e") is None


def test_a_stopped_service_is_unavailable(client: AzureVideoIndexer) -> None:
    closed = client_of("http://127.0.0.1:9")
    refused(lambda: closed.find("e"))
    assert client.find("e") is None
