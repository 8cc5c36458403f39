"""The local Functions host behaves as the real one does, shown with a real app and real storage."""

from __future__ import annotations

import json
import shutil
import signal
from base64 import b64decode
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from azure.storage.blob import BlobBlock

from local.azurite import Azurite
from local.functions_host.__main__ import APP_UNUSABLE_EXIT_STATUS, GRACE_ENDED_EXIT_STATUS
from local.functions_host.worker import TIMED_OUT_EXIT_STATUS
from local.functions_instance import FunctionsInstance
from local.processes import ChildFailedError, wait_until
from tests.integration.local.conftest import KEY, SampleApp

ORIGIN = "http://localhost:3000"


def begun(note: dict[str, Any]) -> bool:
    return bool(note["state"] == "begun")


def done(note: dict[str, Any]) -> bool:
    return bool(note["state"] == "done")


def any_note(_note: dict[str, Any]) -> bool:
    return True


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "local.settings.json"
    values = {"SAMPLE_SETTING": "from the file", "SAMPLE_QUEUE": "the environment wins"}
    file.write_text(json.dumps({"Values": values, "Host": {"CORS": f"{ORIGIN},http://other"}}))
    return file


def test_http_functions(sample_app: SampleApp, settings_file: Path) -> None:
    with (
        sample_app.start(settings_file=settings_file) as host,
        httpx2.Client(base_url=f"{host.url}/api") as http,
    ):
        an_id = str(uuid4())
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        answer = http.post(
            f"/Echo/{an_id}?a=1&empty=",
            content=b"\x00\xff\r\n",
            headers={"x-test": "yes", "x-functions-key": KEY, "traceparent": trace},
        )
        assert answer.status_code == 201
        assert answer.headers["X-Answer"] == "a"
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {
            "id": an_id,
            "query": {"a": "1"},
            "header": "yes",
            "body": "00ff0d0a",
            "setting": "from the file",
            "trace": trace,
            "modules": "sample_app",
        }
        assert http.post(f"/echo/{an_id}").status_code == 401
        assert http.post(f"/echo/{an_id}?code=wrong").status_code == 401
        assert http.post(f"/echo/not-a-guid?code={KEY}").status_code == 404
        assert http.get(f"/echo/{an_id}?code={KEY}").status_code == 404, "a wrong method"
        assert http.head("/public").status_code == 404
        assert http.options("/public").status_code == 404
        assert http.get("/nowhere").status_code == 404
        assert http.request("BREW", "/public").status_code == 404
        assert http.get("/public?name=you").text == "hello you"
        raised = http.get("/raises")
        assert (raised.status_code, raised.content) == (500, b"")

        preflight = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT"}
        allowed = http.options("/public", headers=preflight)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == ORIGIN
        assert allowed.headers["access-control-allow-methods"] == "PUT"
        with_origin = http.get("/public", headers={"Origin": ORIGIN})
        assert with_origin.headers["access-control-allow-origin"] == ORIGIN
        strange = http.options("/public", headers={**preflight, "Origin": "http://evil"})
        assert "access-control-allow-origin" not in strange.headers


def test_queue_function_success_retry_and_poison(sample_app: SampleApp) -> None:
    sample_app.send("good")
    sample_app.send("fail")
    sample_app.queues.get_queue_client(sample_app.name).send_message("not base64!")
    with sample_app.start():
        assert sample_app.wait_for("poison", any_note)["body"] == "fail"
        tries = [n for n in sample_app.notes("work") if n["body"] == "fail"]
        assert [n["dequeue_count"] for n in tries] == [1, 2, 3]
        gaps = [later["time"] - n["time"] for n, later in pairwise(tries)]
        assert min(gaps) > 0.9, "host.json's visibilityTimeout lies between two tries"
        good = [n for n in sample_app.notes("work") if n["body"] == "good"]
        assert [n["state"] for n in good] == ["begun", "done"]
        wait_until(lambda: sample_app.waiting() == 0, 5.0, "the queue is empty")
        # The undecodable message went to the poison queue untried, and no function can read it.
        wait_until(lambda: sample_app.waiting("-poison") == 1, 5.0, "one message stays")
        assert {n["body"] for n in sample_app.notes("work")} == {"good", "fail"}


@pytest.mark.proves("F43")
def test_message_of_a_killed_host_comes_back_when_its_lease_ends(sample_app: SampleApp) -> None:
    sample_app.send("hang at the first try")
    with sample_app.start(queue_lease_seconds=2) as first:
        sample_app.wait_for("work", begun)
        first.kill()
        assert sample_app.waiting() == 1
    with sample_app.start(queue_lease_seconds=2):
        sample_app.wait_for("work", done)
        assert [n["dequeue_count"] for n in sample_app.notes("work") if begun(n)] == [1, 2]


def test_lease_is_renewed_while_a_function_runs(sample_app: SampleApp) -> None:
    sample_app.send("take 1.7")
    with sample_app.start(queue_lease_seconds=1):
        sample_app.wait_for("work", done)
        wait_until(lambda: sample_app.waiting() == 0, 5.0, "the message is deleted")
        assert len(sample_app.notes("work")) == 2, "nobody else got it meanwhile"


def test_blob_calls_once_and_again_after_an_overwrite(sample_app: SampleApp) -> None:
    container = sample_app.container()
    container.upload_blob("elsewhere.bin", b"no folder: does not fit the pattern")
    container.upload_blob("one/video.bin", b"1")
    with sample_app.start():
        note = sample_app.wait_for("by_reference", any_note)
        assert (note["name"], note["size"]) == ("one/video.bin", 1)
    with sample_app.start():  # a restart forgets nothing
        container.upload_blob("one/video.bin", b"22", overwrite=True)
        sample_app.wait_for("by_reference", lambda n: n["size"] == 2)
        container.upload_blob("two/video.bin", b"333")
        sample_app.wait_for("by_reference", lambda n: n["size"] == 3)
    assert [n["size"] for n in sample_app.notes("by_reference")] == [1, 2, 3]


def test_two_instances_call_once_for_each_blob(sample_app: SampleApp) -> None:
    with sample_app.start(), sample_app.start():
        for number in range(12):
            sample_app.container().upload_blob(f"{number}/video.bin", b"1")
        sample_app.wait_for("by_reference", any_note, count=12)
    notes = sample_app.notes("by_reference")
    assert sorted(n["name"] for n in notes) == sorted(f"{n}/video.bin" for n in range(12))


def test_blob_as_content(sample_app: SampleApp) -> None:
    with sample_app.start():
        small = sample_app.blobs.create_container(f"{sample_app.name}-small")
        small.upload_blob("words.txt", b"hello", metadata={"colour": "red"})
        note = sample_app.wait_for("by_content", any_note)
    assert note["name"] == f"{sample_app.name}-small/words.txt"
    assert (note["length"], note["content"]) == (5, "hello")
    assert note["metadata"] == {"colour": "red"}


def test_blob_goes_to_poison_after_five_failures(sample_app: SampleApp) -> None:
    poison = sample_app.queues.get_queue_client("webjobs-blobtrigger-poison")
    blob = sample_app.container().upload_blob("one/bad.bin", b"1")
    with sample_app.start():
        sample_app.wait_for("by_reference", any_note, count=5)
        wait_until(
            lambda: any(poison_of(m, sample_app) for m in poison.peek_messages(32)), 5, "poison"
        )
    message = next(m for m in poison.peek_messages(32) if poison_of(m, sample_app))
    assert json.loads(b64decode(message.content)) == {
        "Type": "BlobTrigger",
        "FunctionId": "Host.Functions.by_reference",
        "BlobType": "BlockBlob",
        "ContainerName": sample_app.name,
        "BlobName": "one/bad.bin",
        "ETag": blob.get_blob_properties().etag,
    }
    assert len(sample_app.notes("by_reference")) == 5


def poison_of(message: Any, sample_app: SampleApp) -> bool:
    return bool(json.loads(b64decode(message.content))["ContainerName"] == sample_app.name)


def test_event_grid_webhook(sample_app: SampleApp) -> None:
    sample_app.container().upload_blob("one/video.bin", b"1")
    with sample_app.start(blob_scan=False) as host:
        webhook = f"{host.url}/runtime/webhooks/blobs"
        query = {"functionName": "Host.Functions.by_reference", "code": KEY}
        validation = [{"data": {"validationCode": "a code"}}]
        answer = httpx2.post(
            webhook,
            params=query,
            json=validation,
            headers={"aeg-event-type": "SubscriptionValidation"},
        )
        assert answer.json() == {"validationResponse": "a code"}
        notification = {"aeg-event-type": "Notification"}
        events = [created(sample_app.name, "one/video.bin"), created(sample_app.name, "one/gone")]
        for _ in range(2):  # at least once: a repeated notification calls again
            answer = httpx2.post(webhook, params=query, json=events, headers=notification)
            assert answer.status_code == 202
        sample_app.wait_for("by_reference", any_note, count=2)
        for wrong, status in (
            ({**query, "code": "wrong"}, 401),
            ({**query, "functionName": "Host.Functions.nobody"}, 404),
        ):
            answer = httpx2.post(webhook, params=wrong, json=events, headers=notification)
            assert answer.status_code == status
        malformed = httpx2.post(webhook, params=query, content=b"{", headers=notification)
        assert malformed.status_code == 400
    assert [n["name"] for n in sample_app.notes("by_reference")] == ["one/video.bin"] * 2


def created(container: str, name: str) -> dict[str, Any]:
    return {
        "eventType": "Microsoft.Storage.BlobCreated",
        "subject": f"/blobServices/default/containers/{container}/blobs/{name}",
        "data": {"api": "PutBlockList", "url": f"http://127.0.0.1/account/{container}/{name}"},
    }


def test_large_blob_by_reference_leaves_memory_flat(sample_app: SampleApp) -> None:
    megabytes = 256
    container = sample_app.container()
    container.upload_blob("small/video.bin", b"1")
    large = container.get_blob_client("large/video.bin")
    block = bytes(32 * 1024 * 1024)
    with sample_app.start():
        before = sample_app.wait_for("by_reference", any_note)["peak_kilobytes"]
        large.stage_block("block", block)
        large.commit_block_list([BlobBlock("block")] * (megabytes // 32))
        note = sample_app.wait_for("by_reference", lambda n: n["name"] == "large/video.bin")
    assert note["size"] == megabytes * 1024 * 1024
    assert note["peak_kilobytes"] - before < 8 * 1024


def test_timers_run_on_schedule_or_by_hand(sample_app: SampleApp) -> None:
    sample_app.env["SAMPLE_SCHEDULE"] = "* * * * * *"
    with sample_app.start() as host:
        note = sample_app.wait_for("tick", any_note)
        assert note["past_due"] is False
        host.stop()
    (sample_app.folder / "tick").unlink()
    with sample_app.start(timers=False) as host:
        fire = f"{host.url}/admin/functions/tick"
        key = {"x-functions-key": KEY}
        assert httpx2.post(fire, json={}).status_code == 401
        assert httpx2.post(f"{fire}tock", json={}, headers=key).status_code == 404
        assert httpx2.post(fire, json={"input": ""}, headers=key).status_code == 202
        sample_app.wait_for("tick", any_note)
    assert len(sample_app.notes("tick")) == 1


@pytest.mark.proves("F73")
def test_sigterm_lets_running_work_finish(sample_app: SampleApp) -> None:
    sample_app.send("take 1")
    with sample_app.start() as host:
        sample_app.wait_for("work", begun)
        host.process.send_signal(signal.SIGTERM)
        sample_app.send("comes too late")
        assert host.process.wait(10) == 0
    assert [n["state"] for n in sample_app.notes("work")] == ["begun", "done"]
    assert sample_app.waiting() == 1, "the finished message is deleted, the late one is left"


@pytest.mark.proves("F73")
def test_sigterm_gives_up_after_the_grace_time(sample_app: SampleApp) -> None:
    sample_app.send("take 600")
    with sample_app.start(grace_seconds=1) as host:
        sample_app.wait_for("work", begun)
        host.process.send_signal(signal.SIGTERM)
        assert host.process.wait(5) == GRACE_ENDED_EXIT_STATUS
    assert sample_app.waiting() == 1


@pytest.mark.proves("F72")
def test_function_timeout_ends_the_process(sample_app: SampleApp) -> None:
    sample_app.app_folder = sample_app.folder / "app"
    shutil.copytree(Path(__file__).parent / "sample_app", sample_app.app_folder)
    file = sample_app.app_folder / "host.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "functionTimeout": "00:00:01"}))
    sample_app.send("take 600")
    with sample_app.start() as host:
        assert host.process.wait(10) == TIMED_OUT_EXIT_STATUS
    assert sample_app.waiting() == 1


def test_storage_may_go_away_and_come_back(sample_app: SampleApp, tmp_path: Path) -> None:
    with Azurite.start(tmp_path / "azurite") as azurite:
        sample_app.env["Storage"] = azurite.connection_string
        sample_app.queues = sample_app.queues.from_connection_string(azurite.connection_string)
        with sample_app.queues, sample_app.start() as host:
            wait_until(lambda: has_queue(sample_app), 10, "the host made its queue")
            azurite.stop()
            log, complaint = host.process.log_file, f"'{sample_app.name}' cannot be read"
            wait_until(lambda: complaint in log.read_text(), 10, "the host noticed")
            azurite.restart()
            sample_app.send("after the restart")
            sample_app.wait_for("work", done)
            assert log.read_text().count(complaint) == 1


def has_queue(sample_app: SampleApp) -> bool:
    return sample_app.name in [queue.name for queue in sample_app.queues.list_queues()]


def test_unresolved_setting_is_named(sample_app: SampleApp) -> None:
    del sample_app.env["SAMPLE_CONTAINER"]
    with pytest.raises(ChildFailedError, match="'%SAMPLE_CONTAINER%' does not resolve") as error:
        sample_app.start()
    assert f"exit status {APP_UNUSABLE_EXIT_STATUS}" in str(error.value)


def test_app_the_real_worker_rejects_is_rejected(sample_app: SampleApp) -> None:
    sample_app.app_folder = sample_app.folder / "app"
    sample_app.app_folder.mkdir()
    (sample_app.app_folder / "host.json").write_text('{"version": "2.0"}')
    (sample_app.app_folder / "function_app.py").write_text(
        "import azure.functions as func\n"
        "app = func.FunctionApp()\n"
        "@app.route('x')\n"
        "def broken(req: func.HttpRequest, extra: int = 1) -> str: ...\n"
    )
    with pytest.raises(ChildFailedError, match="declared in Python but not in the function"):
        FunctionsInstance.start(sample_app.app_folder, log_file=sample_app.folder / "host.log")
