"""A small app with every kind of trigger, for the tests of the local Functions host.

What its functions did is told by files in the folder SAMPLE_OUTPUT: one JSON line a call.
"""

import json
import os
import resource
import time
from pathlib import Path

import azure.functions as func
import azurefunctions.extensions.bindings.blob as blob_types

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
OUTPUT = Path(os.environ["SAMPLE_OUTPUT"])


def note(file: str, **facts: object) -> None:
    line = json.dumps({"pid": os.getpid(), "time": time.time(), **facts})
    with (OUTPUT / file).open("a") as lines:
        lines.write(line + "\n")


@app.route("echo/{id:guid}", methods=["POST"])
def echo(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    answer = {
        "id": req.route_params["id"],
        "query": dict(req.params),
        "header": req.headers.get("X-Test"),
        "body": req.get_body().hex(),
        "setting": os.environ.get("SAMPLE_SETTING"),
        "trace": context.trace_context.trace_parent,
        "modules": Path(__file__).parent.name,
    }
    return func.HttpResponse(
        json.dumps(answer), status_code=201, mimetype="application/json", headers={"X-Answer": "a"}
    )


@app.route("public", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
async def public(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(f"hello {req.params.get('name', 'nobody')}")


@app.route("raises", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
def raises(req: func.HttpRequest) -> func.HttpResponse:
    raise RuntimeError(f"{req.method} broke")


@app.queue_trigger("message", queue_name="%SAMPLE_QUEUE%", connection="Storage")
def work(message: func.QueueMessage) -> None:
    body = message.get_body().decode()
    note("work", state="begun", body=body, dequeue_count=message.dequeue_count, id=message.id)
    if body == "fail":
        raise ValueError("cannot do this")
    if body == "hang at the first try" and message.dequeue_count == 1:
        time.sleep(600)
    if body.startswith("take "):
        time.sleep(float(body.split()[1]))
    note("work", state="done", body=body, inserted=str(message.insertion_time))


@app.queue_trigger("message", queue_name="%SAMPLE_QUEUE%-poison", connection="Storage")
def poison(message: func.QueueMessage) -> None:
    note("poison", body=message.get_body().decode())


@app.blob_trigger(
    "blob",
    path="%SAMPLE_CONTAINER%/{interview}/{name}",
    connection="Storage",
    source=func.BlobSource.EVENT_GRID,
)
def by_reference(blob: blob_types.BlobClient) -> None:
    size = blob.get_blob_properties().size
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    note("by_reference", name=blob.blob_name, size=size, peak_kilobytes=peak)
    if blob.blob_name.endswith("bad.bin"):
        raise ValueError("cannot read this")


@app.blob_trigger("blob", path="%SAMPLE_CONTAINER%-small/{name}", connection="Storage")
def by_content(blob: func.InputStream) -> None:
    content = blob.read().decode()
    note("by_content", name=blob.name, length=blob.length, content=content, metadata=blob.metadata)


@app.timer_trigger("timer", schedule="%SAMPLE_SCHEDULE%")
def tick(timer: func.TimerRequest) -> None:
    note("tick", past_due=timer.past_due, upcoming=timer.schedule_status["Next"])
