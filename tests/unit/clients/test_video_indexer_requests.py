"""What the client for Video Indexer puts on the wire, and what it makes of odd answers."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.clients.bounded_http import BoundedHttp
from shared.clients.video_indexer.account import (
    TOKEN_EARLY_S,
    TOKEN_LIFE_S,
    VideoIndexerAccount,
)
from shared.clients.video_indexer.client import INDEX_MAX_BYTES, AzureVideoIndexer
from shared.clients.video_indexer.state import read_index
from shared.contracts.remote import VideoState
from shared.errors import (
    IdentityUnavailable,
    SubmissionUnknown,
    TranscriptionRejected,
    VideoIndexerUnavailable,
)
from shared.observability import configure_logging

ACCOUNT_ID = "11111111-2222-3333-4444-555555555555"
RESOURCE = "/subscriptions/s/resourceGroups/g/providers/Microsoft.VideoIndexer/accounts/a"
VIDEO = "765ae329c7"  # pragma: allowlist secret
MEDIA_URL = "https://x.blob.core.windows.net/interviews/i/one.mp4?sp=r&sig=a%2Bb%3D"
CALLBACK_URL = "https://app.example/api/video-indexer/callback?interview=i&token=1.a_b-c"


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes
    target: str


type Reply = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Wire:
    """A server that answers by the last part of the path, and keeps every request."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    """The last one of a list stays."""
    tokens: int = 0
    lock: Lock = field(default_factory=Lock)

    def answer(self, request: Request) -> Reply:
        with self.lock:
            self.requests.append(request)
            kind = request.path.rpartition("/")[2]
            planned = self.replies.get(kind)
            if planned:
                return planned.pop(0) if len(planned) > 1 else planned[0]
            if kind == "generateAccessToken":
                self.tokens += 1
                return 200, {"accessToken": f"account-token-{self.tokens}"}
            if kind == "a":
                return 200, {"location": "East US", "properties": {"accountId": ACCOUNT_ID}}
            return 200, VIDEO if kind == "GetIdByExternalId" else {"id": VIDEO}

    def asked(self, kind: str) -> list[Request]:
        return [one for one in self.requests if one.path.rpartition("/")[2] == kind]


@pytest.fixture
def wire() -> Iterator[Wire]:
    place = Wire()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            request = Request(
                self.command,
                parts.path,
                parse_qsl(parts.query, keep_blank_values=True),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(int(self.headers.get("Content-Length", 0))),
                self.path,
            )
            status, body, *more = place.answer(request)
            content = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            for name, value in (more[0] if more else {}).items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if status != 204:
                self.wfile.write(content)

        def do_GET(self) -> None:
            self.handle_any()

        def do_POST(self) -> None:
            self.handle_any()

        def do_DELETE(self) -> None:
            self.handle_any()

        def log_message(self, *_arguments: object) -> None:
            """Nothing worth a line."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_arguments: object) -> None:
            """A client that hangs up on an answer that is too large does right."""

    server = Server(("127.0.0.1", 0), Handler)
    place.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield place
    server.shutdown()
    server.server_close()


type MakeClient = Callable[..., AzureVideoIndexer]


@pytest.fixture
def make_client(wire: Wire) -> Iterator[MakeClient]:
    made: list[AzureVideoIndexer] = []

    def make(**options: Any) -> AzureVideoIndexer:
        usual: dict[str, Any] = {
            "account_resource_id": RESOURCE,
            "get_arm_token": lambda: "arm-token",
            "arm_url": wire.url,
            "api_url": wire.url,
            "take_turn": lambda _patience_s: 0.0,
            "timeout_s": 5.0,
        }
        made.append(AzureVideoIndexer(**(usual | options)))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def client(make_client: MakeClient) -> AzureVideoIndexer:
    return make_client()


def submit(client: AzureVideoIndexer, **changes: str) -> str:
    usual = {
        "media_url": MEDIA_URL,
        "external_id": "clx1-1",
        "name": "interview-clx1-1",
        "callback_url": CALLBACK_URL,
        "language": "auto",
    }
    return client.submit(**(usual | changes))


def refused(call: Callable[[], object]) -> VideoIndexerUnavailable:
    with pytest.raises(VideoIndexerUnavailable) as caught:
        call()
    assert "vendor" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value


@pytest.mark.proves("P07")
def test_the_upload_asks_for_exactly_what_is_wanted(wire: Wire, client: AzureVideoIndexer) -> None:
    assert submit(client) == VIDEO
    (upload,) = wire.asked("Videos")
    assert (upload.method, upload.body) == ("POST", b"")
    assert upload.path == f"/eastus/Accounts/{ACCOUNT_ID}/Videos"
    assert sorted(upload.query) == sorted(
        [
            ("name", "interview-clx1-1"),
            ("externalId", "clx1-1"),
            ("videoUrl", MEDIA_URL),
            ("callbackUrl", CALLBACK_URL),
            ("language", "auto"),
            ("indexingPreset", "AudioOnly"),
            ("streamingPreset", "NoStreaming"),
            ("privacy", "Private"),
            ("preventDuplicates", "false"),
            ("sendSuccessEmail", "false"),
            *(
                ("excludedAI", kind)
                for kind in (
                    "Faces", "ObservedPeople", "Emotions", "Celebrities", "KnownPeople", "Labels",
                    "ShotType",
                )
            ),
        ]
    )  # fmt: skip


def test_a_name_is_cut_to_what_the_service_takes(wire: Wire, client: AzureVideoIndexer) -> None:
    submit(client, name="n" * 200)
    assert dict(wire.asked("Videos")[0].query)["name"] == "n" * 80


def test_tokens_travel_in_the_header_alone(wire: Wire, client: AzureVideoIndexer) -> None:
    wire.replies["Index"] = [(200, {"state": "Processing"})]
    wire.replies[VIDEO] = [(204, b"")]
    submit(client)
    client.find("clx1-1")
    client.index(VIDEO)
    client.delete(VIDEO)
    for request in wire.requests:
        assert "token" not in request.target.replace("generateAccessToken", "").replace(
            "token%3D1.a_b-c", ""
        )
        wanted = "arm-token" if request.path.startswith("/subscriptions") else "account-token-1"
        assert request.headers["authorization"] == f"Bearer {wanted}"


def test_every_try_has_an_id_of_its_own(wire: Wire, client: AzureVideoIndexer) -> None:
    wire.replies["GetIdByExternalId"] = [(401, {}), (404, {})]
    client.find("a")
    client.find("b")
    ids = [one.headers["x-ms-client-request-id"] for one in wire.asked("GetIdByExternalId")]
    assert len(set(ids)) == 3
    assert all(str(uuid.UUID(one)) == one for one in ids)


def test_the_account_token_is_asked_for_as_the_documentation_says(
    wire: Wire, client: AzureVideoIndexer
) -> None:
    client.find("a")
    (asked,) = wire.asked("generateAccessToken")
    assert (asked.method, asked.path) == ("POST", f"{RESOURCE}/generateAccessToken")
    assert asked.query == [("api-version", "2025-04-01")]
    assert json.loads(asked.body) == {"permissionType": "Contributor", "scope": "Account"}


def test_an_account_that_is_set_is_not_asked_for(wire: Wire, make_client: MakeClient) -> None:
    make_client(account_id=ACCOUNT_ID, location="westeurope").find("a")
    assert wire.asked("a") == []
    assert wire.asked("GetIdByExternalId")[0].path.startswith(f"/westeurope/Accounts/{ACCOUNT_ID}/")


def test_many_callers_at_once_share_account_and_token(
    wire: Wire, client: AzureVideoIndexer
) -> None:
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda number: client.find(f"e{number}"), range(100)))
    assert (len(wire.asked("a")), len(wire.asked("generateAccessToken"))) == (1, 1)


def test_a_token_is_replaced_shortly_before_its_hour_ends(wire: Wire) -> None:
    now = 5000.0
    http = BoundedHttp()
    account = VideoIndexerAccount(
        http,
        arm_url=wire.url,
        resource_id=RESOURCE,
        get_arm_token=lambda: "arm-token",
        clock=lambda: now,
    )
    assert account.token() == "account-token-1"
    now += TOKEN_LIFE_S - TOKEN_EARLY_S - 1
    assert account.token() == "account-token-1"
    now += 1
    assert account.token() == "account-token-2"
    account.forget("account-token-1")  # an older one was refused: no reason to drop this
    assert account.token() == "account-token-2"
    account.forget("account-token-2")
    assert account.token() == "account-token-3"
    http.close()


def test_a_token_that_is_refused_is_replaced_once(wire: Wire, client: AzureVideoIndexer) -> None:
    wire.replies["GetIdByExternalId"] = [(401, {"ErrorType": "ACCESS_TOKEN_EXPIRED"}), (200, VIDEO)]
    assert client.find("a") == VIDEO
    used = [one.headers["authorization"] for one in wire.asked("GetIdByExternalId")]
    assert used == ["Bearer account-token-1", "Bearer account-token-2"]


def test_our_own_identity_may_be_away(make_client: MakeClient) -> None:
    def away() -> str:
        raise IdentityUnavailable("No token of our own could be had.")

    with pytest.raises(IdentityUnavailable):
        make_client(get_arm_token=away).find("a")


@pytest.mark.parametrize(
    "account",
    [
        pytest.param({"location": "eastus"}, id="no-id"),
        pytest.param({"location": "../../evil", "properties": {"accountId": "a"}}, id="path"),
        pytest.param({"location": "eastus", "properties": {"accountId": "a/../b"}}, id="id-path"),
        pytest.param({"location": 7, "properties": {"accountId": 7}}, id="numbers"),
        pytest.param([], id="a-list"),
        pytest.param(b"<html>vendor</html>", id="html"),
    ],
)
def test_w09_an_odd_account_leads_nowhere(
    wire: Wire, client: AzureVideoIndexer, account: Any
) -> None:
    wire.replies["a"] = [(200, account)]
    refused(lambda: client.find("e"))
    assert all(one.path.startswith(RESOURCE) for one in wire.requests)


@pytest.mark.parametrize(
    "video_id",
    ["../../Accounts/x", "http://169.254.169.254", "", "a b", "a%2fb", "é", "x" * 65, "a\n", "a?b"],
)
def test_w09_what_is_no_videos_id_is_never_asked_for(
    wire: Wire, client: AzureVideoIndexer, video_id: str
) -> None:
    refused(lambda: client.index(video_id))
    refused(lambda: client.delete(video_id))
    assert wire.requests == []


@pytest.mark.parametrize("video_id", ["../x", "", 7, None, "x" * 65, {"a": 1}])
def test_w09_what_is_no_videos_id_is_not_taken_over(
    wire: Wire, client: AzureVideoIndexer, video_id: Any
) -> None:
    wire.replies["Videos"] = [(200, {"id": video_id})]
    wire.replies["GetIdByExternalId"] = [(200, video_id)]
    refused(lambda: submit(client))
    refused(lambda: client.find("e"))


@pytest.mark.parametrize("status", [400, 413, 415, 422])
@pytest.mark.parametrize("kind", ["INVALID_INPUT", "vendor's own"])
def test_a_refused_recording_is_final_and_has_our_own_word(
    wire: Wire, client: AzureVideoIndexer, status: int, kind: str
) -> None:
    wire.replies["Videos"] = [(status, {"ErrorType": kind, "Message": "vendor"})]
    with pytest.raises(TranscriptionRejected) as rejected:
        submit(client)
    assert rejected.value.reason == "transcription_rejected"
    assert len(wire.asked("Videos")) == 1


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (409, "VIDEO_INDEXING_IN_PROGRESS"),
        (409, "ALREADY_EXISTS"),
        (409, "SOMETHING_NEW"),
        (400, "VIDEO_INDEXING_IN_PROGRESS"),
        (400, "ALREADY_EXISTS"),
    ],
)
def test_a_video_that_is_there_already_is_adopted(
    wire: Wire, client: AzureVideoIndexer, status: int, kind: str
) -> None:
    wire.replies["Videos"] = [(status, {"ErrorType": kind, "Message": "vendor"})]
    wire.replies["GetIdByExternalId"] = [(200, "abcdefghij")]
    assert submit(client) == "abcdefghij"
    assert wire.asked("GetIdByExternalId")[0].query == [("externalId", "clx1-1")]


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 429, 500, 502, 503, 504, 201, 204])
def test_any_other_answer_to_an_upload_is_tried_again_later(
    wire: Wire, client: AzureVideoIndexer, status: int
) -> None:
    wire.replies["Videos"] = [
        (status, {"Message": "vendor"}, {"Retry-After": "17", "Location": "/elsewhere"})
    ]
    assert refused(lambda: submit(client)).retry_after == 17
    assert wire.asked("elsewhere") == []


def test_a_recording_that_failed_not_long_ago_is_sent_again_later(
    wire: Wire, client: AzureVideoIndexer
) -> None:
    wire.replies["Videos"] = [(400, {"ErrorType": "VIDEO_ALREADY_FAILED", "Message": "vendor"})]
    assert refused(lambda: submit(client)).retry_after == 1800


@pytest.mark.parametrize("status", [200, 201, 204, 409, 500, 502, 504])
def test_an_upload_may_have_been_accepted(
    wire: Wire, client: AzureVideoIndexer, status: int
) -> None:
    wire.replies["Videos"] = [(status, {"Message": "vendor"})]
    wire.replies["GetIdByExternalId"] = [(404, {})]
    assert isinstance(refused(lambda: submit(client)), SubmissionUnknown)


@pytest.mark.parametrize("status", [302, 401, 403, 404, 408, 429, 503])
def test_an_upload_was_certainly_not_accepted(
    wire: Wire, client: AzureVideoIndexer, status: int
) -> None:
    wire.replies["Videos"] = [(status, {"Message": "vendor"})]
    assert not isinstance(refused(lambda: submit(client)), SubmissionUnknown)


def test_an_upload_that_reached_nobody_was_not_accepted(
    wire: Wire, make_client: MakeClient
) -> None:
    client = make_client(api_url="http://127.0.0.1:9")
    assert not isinstance(refused(lambda: submit(client)), SubmissionUnknown)


@pytest.mark.parametrize("route", ["a", "generateAccessToken"])
def test_resource_manager_may_ask_for_patience_too(
    wire: Wire, client: AzureVideoIndexer, route: str
) -> None:
    wire.replies[route] = [(429, {}, {"Retry-After": "42"})]
    assert refused(lambda: client.find("a")).retry_after == 42


def test_every_call_of_the_data_plane_waits_for_its_turn(
    wire: Wire, make_client: MakeClient
) -> None:
    turns = [0.0, 0.0, 0.05]

    def take_turn(patience_s: float) -> float:
        if not turns:
            raise VideoIndexerUnavailable("The limit is reached.", 2 * patience_s)
        return turns.pop()

    wire.replies["GetIdByExternalId"] = [(401, {}), (200, VIDEO)]
    client = make_client(take_turn=take_turn)
    client.find("a")
    client.delete(VIDEO)
    refused(lambda: submit(client))
    assert wire.asked("Videos") == []
    assert len(wire.asked("GetIdByExternalId")) == 2


def video(**values: Any) -> dict[str, Any]:
    return {"videos": [values]}


PROCESSING = {"state": "Processing"}


@pytest.mark.parametrize(
    ("document", "state", "percent", "code"),
    [
        ({"state": "Processed"} | video(processingProgress="100%"), "Processed", 100, None),
        (PROCESSING | video(processingProgress="20%"), "Processing", 20, None),
        ({"state": "Uploaded"} | video(processingProgress=""), "Uploaded", None, None),
        ({"state": "Quarantined"}, "Quarantined", None, None),
        ({"state": "Failed"} | video(failureCode="Timeout"), "Failed", None, "Timeout"),
        ({"state": "Failed"} | video(failureCode="vendor says: x"), "Failed", None, None),
        ({"state": "Failed"} | video(failureCode=7), "Failed", None, None),
        (video(state="Processed"), "Processed", None, None),
        ({"state": None} | video(state="Processing"), "Processing", None, None),
        (PROCESSING | {"videos": None}, "Processing", None, None),
        (PROCESSING | {"videos": []}, "Processing", None, None),
        (PROCESSING | {"videos": {}}, "Processing", None, None),
        (PROCESSING | {"videos": [None]}, "Processing", None, None),
        (PROCESSING | {"videos": [[1]]}, "Processing", None, None),
        (PROCESSING | video(processingProgress=7), "Processing", 7, None),
        (PROCESSING | video(processingProgress="999%"), "Processing", 100, None),
        (PROCESSING | video(processingProgress=None), "Processing", None, None),
        ({"state": "Rewinding"}, "Other", None, None),
        ({"state": 7}, "Other", None, None),
        ({"state": ["Processed"]}, "Other", None, None),
        ({"state": {"a": 1}}, "Other", None, None),
        ({}, "Other", None, None),
    ],
)
def test_states_however_they_are_written(
    wire: Wire,
    client: AzureVideoIndexer,
    document: Any,
    state: str,
    percent: int | None,
    code: str | None,
) -> None:
    wire.replies["Index"] = [(200, document)]
    found = client.index(VIDEO)
    assert found is not None
    assert (found.state, found.progress_percent, found.failure_code) == (state, percent, code)
    assert (found.raw is not None) == (state == "Processed")
    assert found.raw is None or json.loads(found.raw) == document


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"7", b'{"state": "Pro', b"\xff\xfe", b"[" * 100_000, b"<html>"]
)
def test_s03_what_is_no_json_object_is_tried_again_later(
    wire: Wire, client: AzureVideoIndexer, body: bytes
) -> None:
    wire.replies["Index"] = [(200, body)]
    refused(lambda: client.index(VIDEO))


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["state", "videos", "processingProgress", "failureCode", "x"]),
                inner,
            )
        ),
        max_leaves=15,
    ).map(lambda document: json.dumps(document).encode())
    | st.binary(max_size=80)
)
def test_s03_any_index_is_a_state_or_unavailable(body: bytes) -> None:
    try:
        found = read_index(VIDEO, body)
    except VideoIndexerUnavailable:
        return
    assert found.state in list(VideoState)


@pytest.mark.parametrize(
    "body",
    [
        b'{"state": "Processed", "videos": [{"insights": {"transcript": [{"text": "\\ud83d"}]}}]}',
        b'\xef\xbb\xbf{"state": "Processed", "videos": [{"insights": {}}]}',
        b'{"state": "Processed", "videos": [{"insights": {"transcript": [{"text": "\xff"}]}}]}',
    ],
)
def test_s04_broken_characters_do_not_cost_the_interview(
    wire: Wire, client: AzureVideoIndexer, body: bytes
) -> None:
    wire.replies["Index"] = [(200, body)]
    found = client.index(VIDEO)
    assert found is not None
    assert found.raw == body


def test_s03_an_index_of_20_mb_is_taken_and_one_of_65_mib_is_not(
    wire: Wire, client: AzureVideoIndexer
) -> None:
    large = json.dumps({"state": "Processed", "filling": "x" * 20_000_000}).encode()
    wire.replies["Index"] = [(200, large), (200, b" " * (INDEX_MAX_BYTES + 1024**2))]
    found = client.index(VIDEO)
    assert found is not None
    assert found.raw == large
    refused(lambda: client.index(VIDEO))


@pytest.mark.parametrize(
    ("status", "body", "good"),
    [
        (204, b"", True), (404, {"ErrorType": "VIDEO_NOT_FOUND"}, True), (200, b"", True),
        (200, {}, True), (200, {"failedAssets": []}, True), (200, {"failedAssets": None}, True),
        (200, {"failedAssets": ["a"]}, False), (200, {"failedAssets": [{"id": 1}]}, False),
        (200, b'{"failedAssets" : [ "vendor"]}', False), (500, {}, False), (429, {}, False),
        (403, {}, False),
    ],
)  # fmt: skip
def test_deleting(
    wire: Wire, client: AzureVideoIndexer, status: int, body: Any, good: bool
) -> None:
    wire.replies[VIDEO] = [(status, body)]
    if good:
        client.delete(VIDEO)
    else:
        refused(lambda: client.delete(VIDEO))
    assert wire.asked(VIDEO)[0].method == "DELETE"


def test_the_portals_address_holds_no_token(client: AzureVideoIndexer) -> None:
    url = client.portal_url(VIDEO)
    assert url == f"https://www.videoindexer.ai/accounts/{ACCOUNT_ID}/videos/{VIDEO}/"


def test_c01_nothing_secret_is_logged(
    client: AzureVideoIndexer, caplog: pytest.LogCaptureFixture
) -> None:
    configure_logging()
    with caplog.at_level(logging.INFO):
        submit(client)
        client.find("clx1-1")
    logged = caplog.text
    for secret in ("a%2Bb", "sig=a", "account-token", "arm-token", "1.a_b-c"):
        assert secret not in logged
