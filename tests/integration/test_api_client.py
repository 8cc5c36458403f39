"""The typed client for the web app is the API's, and compiles strictly."""

from __future__ import annotations

import pytest

from tests.fixtures import npm
from tests.fixtures.api_client import SCHEMA, compile_client, make_types

MISUSE = """
import { createApiClient } from "./index.js";
const client = createApiClient("/api", () => "");
const { data } = await client.GET("/interviews/{id}", { params: { path: { id: "x" } } });
const status: "made-up" | undefined = data?.status;
await client.POST("/interviews", { body: { company: "Contoso" } });
await client.GET("/interviewz");
"""


def test_the_types_are_those_of_the_api() -> None:
    assert SCHEMA.read_text() == make_types(), "run `make client`"


def test_the_client_compiles_strictly() -> None:
    assert (compile_client() / "dist" / "index.js").exists()


def test_wrong_use_does_not_compile() -> None:
    """The types say something: a wrong status, a body without its fields, a route that is none."""
    folder = compile_client()
    (folder / "src" / "misuse.ts").write_text(MISUSE)
    with pytest.raises(npm.NodeError) as refused:
        npm.node("node_modules/typescript/bin/tsc", "--noEmit", folder=folder)
    for line in (5, 6, 7):
        assert f"misuse.ts({line}," in str(refused.value)
