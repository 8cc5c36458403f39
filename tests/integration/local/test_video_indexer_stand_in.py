"""The stand-in speaks as Video Indexer does, and breaks as it is told."""

from __future__ import annotations

import re
import time
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import jwt
import pytest

from local.processes import wait_until
from local.video_indexer_process import ACCOUNT_RESOURCE_ID, VideoIndexerStandIn
from tests.fixtures.video_indexer import (
    IDENTITY_SECRET,
    Account,
    Control,
    Doorstep,
    account,
    arm_token,
    control,
    doorstep,
    running_video_indexer,
    video_indexer,
)

__all__ = ["account", "control", "doorstep", "running_video_indexer", "video_indexer"]


def refusal(answer: httpx2.Response, status: int) -> str:
    assert answer.status_code == status
    body = answer.json()
    assert re.search(r"Trace id: '[0-9a-f-]{36}'\.$", body["Message"])
    return str(body["ErrorType"])


def test_azure_identity_gets_its_token(
    video_indexer: VideoIndexerStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from azure.identity import ManagedIdentityCredential

    monkeypatch.setenv("IDENTITY_ENDPOINT", f"{video_indexer.url}/msi/token")
    monkeypatch.setenv("IDENTITY_HEADER", IDENTITY_SECRET)
    with ManagedIdentityCredential() as credential:
        token = credential.get_token("https://management.azure.com/.default")
    assert 3500 < token.expires_on - time.time() <= 3600
    answer = httpx2.get(
        f"{video_indexer.url}{ACCOUNT_RESOURCE_ID}?api-version=2025-04-01",
        headers={"Authorization": f"Bearer {token.token}"},
    )
    assert answer.status_code == 200


def test_the_identity_endpoint_wants_its_header(video_indexer: VideoIndexerStandIn) -> None:
    query = {"resource": "https://management.azure.com", "api-version": "2019-08-01"}
    url = f"{video_indexer.url}/msi/token"
    wrong = httpx2.get(url, params=query, headers={"X-IDENTITY-HEADER": "guess"})
    assert wrong.status_code == 401
    right = {"X-IDENTITY-HEADER": IDENTITY_SECRET}
    assert httpx2.get(url, params={"api-version": "2019-08-01"}, headers=right).status_code == 400


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("nonsense", "InvalidAuthenticationToken"),
        (arm_token(exp=1), "ExpiredAuthenticationToken"),
        (arm_token(aud="https://storage.azure.com"), "InvalidAuthenticationTokenAudience"),
    ],
)
def test_resource_manager_refuses_in_its_own_shape(
    video_indexer: VideoIndexerStandIn, token: str, code: str
) -> None:
    answer = httpx2.post(
        f"{video_indexer.url}{ACCOUNT_RESOURCE_ID}/generateAccessToken?api-version=2025-04-01",
        headers={"Authorization": f"Bearer {token}"},
        json={"permissionType": "Contributor", "scope": "Account"},
    )
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == code


def test_a_token_may_come_in_the_query(account: Account) -> None:
    answer = account.http.get(account.path, params={"accessToken": account.token})
    assert answer.status_code == 200


@pytest.mark.parametrize("token", ["nonsense", jwt.encode({"exp": 1}, "k" * 32)])
def test_a_bad_token_is_a_401(account: Account, token: str) -> None:
    account.token = token
    assert refusal(account.call("GET"), 401) == "ACCESS_TOKEN_VALIDATION_FAILED"


def test_another_account_is_a_404(account: Account) -> None:
    account.path = "/westeurope/Accounts/00000000-0000-0000-0000-000000000000/Videos"
    assert refusal(account.call("GET"), 404) == "ACCOUNT_NOT_FOUND"


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"name": ""}, "INVALID_INPUT"),
        ({"name": "n" * 81}, "VIDEO_NAME_TOO_LONG"),
        ({"videoUrl": "http://example.org/a.mp4"}, "INVALID_INPUT"),
        ({"videoUrl": "file:///etc/passwd"}, "INVALID_INPUT"),
        ({"callbackUrl": "http://example.org/back"}, "INVALID_INPUT"),
        ({"language": "Klingon!"}, "INVALID_INPUT"),
        ({"indexingPreset": "Cheapest"}, "INVALID_INPUT"),
        ({"streamingPreset": "AdaptiveBitrate"}, "INVALID_INPUT"),
        ({"description": "x" * 5000}, "INVALID_INPUT"),
    ],
)
def test_a_wrong_upload_is_refused(account: Account, changed: dict[str, str], kind: str) -> None:
    query = {"name": "n", "videoUrl": "https://example.org/a.mp4"} | changed
    assert refusal(account.call("POST", **query), 400) == kind


def test_what_is_not_there_is_a_404(account: Account) -> None:
    assert refusal(account.call("GET", "/0123456789/Index"), 404) == "BREAKDOWN_NOT_FOUND"
    assert refusal(account.call("DELETE", "/0123456789"), 404) == "VIDEO_NOT_FOUND"
    find = account.call("GET", "/GetIdByExternalId", externalId="nobody")
    assert refusal(find, 404) == "VIDEO_NOT_FOUND"


def test_an_index_has_the_real_shape(account: Account, doorstep: Doorstep) -> None:
    video_id = account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", externalId="shape")
    found = account.ended(video_id)
    assert found["state"] == "Processed"
    assert found["durationInSeconds"] == 6
    (video,) = found["videos"]
    assert video["viewToken"]
    assert (video["externalId"], video["processingProgress"]) == ("shape", "100%")
    assert "failureCode" not in video
    insights = video["insights"]
    line = insights["transcript"][1]
    assert line.keys() == {"id", "text", "confidence", "speakerId", "language", "instances"}
    assert line["instances"] == [
        {
            "adjustedStart": "0:00:02.75",
            "adjustedEnd": "0:00:05.125",
            "start": "0:00:02.75",
            "end": "0:00:05.125",
        }
    ]
    assert [speaker["name"] for speaker in insights["speakers"]] == ["Speaker #1", "Speaker #2"]
    assert insights["statistics"] == {
        "correspondenceCount": 1,
        "speakerTalkToListenRatio": {"1": 0.387, "2": 0.612},
        "speakerLongestMonolog": {"1": 1, "2": 2},
        "speakerNumberOfFragments": {"1": 1, "2": 1},
        "speakerWordCount": {"1": 5, "2": 5},
    }
    assert account.call("GET", "/GetIdByExternalId", externalId="shape").json() == video_id
    assert account.call("DELETE", f"/{video_id}").status_code == 204


def test_excluded_speakers_are_not_listed(account: Account, doorstep: Doorstep) -> None:
    url = f"{doorstep.url}/{time.time_ns()}.mp4"
    insights = account.ended(account.upload(url, excludedAI="Speakers"))["videos"][0]["insights"]
    assert "speakers" not in insights
    assert {line["speakerId"] for line in insights["transcript"]} == {1}
    assert insights["statistics"]["correspondenceCount"] == 0


def test_a_callback_keeps_its_query(account: Account, doorstep: Doorstep) -> None:
    url = f"{doorstep.url}/{time.time_ns()}.mp4"
    back = f"{doorstep.url}/back?token=a%2Bb&x="
    video_id = account.upload(url, callbackUrl=back)
    (called,) = doorstep.wait_for_posts(1)
    assert called.startswith("/back?token=a%2Bb&x=&")
    assert parse_qsl(urlsplit(called).query)[-2:] == [("id", video_id), ("state", "Processed")]


def test_a_refused_callback_is_tried_again(
    account: Account, control: Control, doorstep: Doorstep
) -> None:
    doorstep.refusals = 2
    account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=f"{doorstep.url}/back")
    doorstep.wait_for_posts(3)
    wait_until(lambda: bool(control.see()["callbacks"]["sent"]), 10.0, "the callback ends")
    assert control.see()["callbacks"]["sent"][0]["tries"] == [503, 503, 200]


@pytest.mark.parametrize(("mode", "count"), [("twice", 2), ("early", 2)])
def test_callbacks_come_oddly(
    account: Account, control: Control, doorstep: Doorstep, mode: str, count: int
) -> None:
    control.set(callbacks=mode)
    account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=f"{doorstep.url}/back")
    assert len(set(doorstep.wait_for_posts(count))) == 1


def test_an_early_callback_comes_before_the_answer(
    account: Account, control: Control, doorstep: Doorstep
) -> None:
    control.set(callbacks="early", outcome={"hold": True})
    account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=f"{doorstep.url}/back")
    assert len(doorstep.posted) == 1


def test_no_callback_comes_at_all(account: Account, control: Control, doorstep: Doorstep) -> None:
    control.set(callbacks="never")
    back = f"{doorstep.url}/back"
    account.ended(account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=back))
    control.set(callbacks="once")
    account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=f"{back}?second=1")
    assert [path.startswith("/back?second=1&") for path in doorstep.wait_for_posts(1)] == [True]


def test_limits_answer_429_and_can_be_switched_off(account: Account, control: Control) -> None:
    control.set(limits=True)
    answers = [account.call("GET") for _ in range(15)]
    refused = next(answer for answer in answers if answer.status_code == 429)
    wait = refused.headers["Retry-After"]
    message = f"Rate limit is exceeded. Try again in {wait} seconds."
    assert refused.json() == {"statusCode": 429, "message": message}
    control.set(limits=False)
    assert account.call("GET").status_code == 200


def test_a_share_of_calls_fails(account: Account, control: Control) -> None:
    control.set(faults={"list": [{"status": 503, "times": None, "share": 0.2}]})
    failed = sum(account.call("GET").status_code == 503 for _ in range(200))
    assert 20 <= failed <= 65


def test_several_steps_share_the_calls(account: Account, control: Control) -> None:
    steps = [{"status": status, "times": None, "share": 0.2} for status in (503, 504)]
    control.set(faults={"list": steps})
    answers = Counter(account.call("GET").status_code for _ in range(200))
    assert answers[503] > 15
    assert answers[504] > 15
    assert control.see()["hit"] == {"list": answers[503] + answers[504]}


def test_the_clock_of_the_limits_can_run_faster(account: Account, control: Control) -> None:
    control.set(limits=True, limits_speed=1e6)
    assert [account.call("GET").status_code for _ in range(200)] == [200] * 200


def test_the_search_may_lag_behind_the_uploads(
    account: Account, control: Control, doorstep: Doorstep
) -> None:
    control.set(find_lag_s=3600)
    video_id = account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", externalId="late")
    asked = {"externalId": "late"}
    assert account.call("GET", "/GetIdByExternalId", **asked).status_code == 404
    assert account.call("GET", f"/{video_id}/Index").status_code == 200
    control.set(find_lag_s=0)
    assert account.call("GET", "/GetIdByExternalId", **asked).json() == video_id


def test_callbacks_may_be_lost_or_come_twice(
    account: Account, control: Control, doorstep: Doorstep
) -> None:
    control.set(callbacks="unreliable")
    for number in range(40):
        url = f"{doorstep.url}/{time.time_ns()}-{number}.mp4"
        account.ended(account.upload(url, callbackUrl=f"{doorstep.url}/back?number={number}"))
    control.set(callbacks="once")
    last = f"{doorstep.url}/back?last"
    account.upload(f"{doorstep.url}/{time.time_ns()}.mp4", callbackUrl=last)
    with doorstep.changed:
        assert doorstep.changed.wait_for(lambda: "last" in str(doorstep.posted), 15)
    times = Counter(path.partition("&")[0] for path in doorstep.posted)
    assert {len(times) < 41, 2 in times.values()} == {True}


def test_steps_wear_off_in_order(account: Account, control: Control) -> None:
    control.set(faults={"list": [{"status": 500, "times": 2}, {"status": 504}]})
    assert [account.call("GET").status_code for _ in range(4)] == [500, 500, 504, 200]


def test_a_canned_index_is_what_comes_back(
    account: Account, control: Control, doorstep: Doorstep
) -> None:
    control.set(next_outcomes=[{"index": {"version": "1.0.0.0", "statistics": {}}}])
    found = account.ended(account.upload(f"{doorstep.url}/{time.time_ns()}.mp4"))
    assert found["videos"][0]["insights"] == {"version": "1.0.0.0", "statistics": {}}


@pytest.mark.parametrize(
    "wanted",
    [
        {"weather": "bad"},
        {"callbacks": "thrice"},
        {"faults": {"nowhere": []}},
        {"faults": {"list": [{"colour": 1}]}},
    ],
)
def test_the_control_door_refuses_what_it_does_not_know(
    video_indexer: VideoIndexerStandIn, wanted: dict[str, Any]
) -> None:
    url, secret = f"{video_indexer.url}/_control", video_indexer.control_secret
    answer = httpx2.post(url, json=wanted, headers={"X-Control-Secret": secret})
    assert answer.status_code == 400
    assert httpx2.post(url, json=wanted).status_code == 403
