"""The protobuf messages a trigger sends to the worker."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any

from local.functions_host import FunctionRpc_pb2

rpc: Any = FunctionRpc_pb2
"""The generated module; its classes carry no types."""

type Message = Any
"""A protobuf message."""


def string(value: str) -> Message:
    return rpc.TypedData(string=value)


def as_json(value: object) -> Message:
    return rpc.TypedData(json=json.dumps(value, default=str))


def raw_bytes(value: bytes) -> Message:
    return rpc.TypedData(bytes=value)


def blob_reference(connection: str, container: str, blob: str) -> Message:
    """What SDK-type blob parameters get: where the blob is, not what is in it."""
    content = {"Connection": connection, "ContainerName": container, "BlobName": blob}
    return rpc.TypedData(
        model_binding_data=rpc.ModelBindingData(
            version="1.0",
            source="AzureStorageBlobs",
            content_type="application/json",
            content=json.dumps(content).encode(),
        )
    )


def http_request(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    route_params: Mapping[str, str],
    body: bytes,
) -> Message:
    """An HTTP request as the host forwards it: the body as bytes, and absent when empty."""
    return rpc.TypedData(
        http=rpc.RpcHttp(
            method=method,
            url=url,
            headers=headers,
            query=query,
            params=route_params,
            body=raw_bytes(body) if body else None,
        )
    )


def invocation(
    *,
    invocation_id: str,
    function_id: str,
    parameter: str,
    data: Message,
    metadata: Mapping[str, Message],
    trace_parent: str | None,
) -> Message:
    """One call of a function with its trigger's data."""
    return rpc.InvocationRequest(
        invocation_id=invocation_id,
        function_id=function_id,
        input_data=[rpc.ParameterBinding(name=parameter, data=data)],
        trigger_metadata=metadata,
        trace_context=rpc.RpcTraceContext(trace_parent=trace_parent or new_trace_parent()),
    )


def new_trace_parent() -> str:
    """A W3C traceparent that starts a new trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-00"
