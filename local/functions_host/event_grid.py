"""Event Grid's webhook for blob functions: /runtime/webhooks/blobs?functionName=&code=."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Sequence
from typing import Any

from azure.core.exceptions import AzureError, ResourceNotFoundError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from local.functions_host.blob_events import BlobEvent, BlobEventQueue, BlobFunction
from local.functions_host.http_triggers import has_key, read_body

_log = logging.getLogger("functions_host")
_SUBJECT = re.compile(r"/blobServices/default/containers/([^/]+)/blobs/(.+)")


class EventGridWebhook:
    """Answers the subscription handshake and queues an event for each blob that was created.

    Nothing here remembers what came before: a notification sent twice calls the function twice,
    as in the cloud.
    """

    def __init__(
        self,
        targets: Sequence[BlobFunction],
        queues: dict[str, BlobEventQueue],
        key: str | None,
    ) -> None:
        self._targets = {target.function_id.lower(): target for target in targets}
        self._queues = queues
        self._key = key

    async def __call__(self, request: Request) -> Response:
        if not has_key(request, self._key):
            return Response(status_code=401)
        name = request.query_params.get("functionName", "")
        target = self._targets.get(name.lower())
        if target is None:
            return Response(f"cannot find function: '{name}'", status_code=404)
        events = _events(await read_body(request))
        kind = request.headers.get("aeg-event-type", "").lower()
        if events is None or kind not in {"subscriptionvalidation", "notification", "unsubscribe"}:
            return Response(status_code=400)
        if kind == "subscriptionvalidation":
            code = events[0].get("data", {}).get("validationCode") if events else None
            return JSONResponse({"validationResponse": code})
        if kind == "notification":
            try:
                for event in events:
                    await asyncio.to_thread(self._receive, target, event)
            except AzureError as error:
                _log.warning("Event for '%s' not taken: %s", name, type(error).__name__)
                return Response(status_code=500)
        return Response(status_code=202)

    def _receive(self, target: BlobFunction, event: dict[str, Any]) -> None:
        subject = _SUBJECT.fullmatch(str(event.get("subject", "")))
        if event.get("eventType") != "Microsoft.Storage.BlobCreated" or subject is None:
            return
        container, name = subject.groups()
        if container != target.container or target.match(name) is None:
            return
        try:
            etag = target.blobs.get_blob_client(name).get_blob_properties().etag
        except ResourceNotFoundError:
            return
        self._queues[target.connection_string].put(target, BlobEvent(name, str(etag)))


def _events(body: bytes | None) -> list[dict[str, Any]] | None:
    try:
        events = json.loads(body or b"")
    except ValueError:
        return None
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        return None
    return events
