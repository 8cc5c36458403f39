"""Azure OpenAI by its /openai/v1 base, from the settings on: by identity, and by key."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from local.managed_identity import app_settings
from tests.stand_ins.language_model import LanguageModelStandIn, running_language_model
from tests.unit.test_settings import NEEDED

ROOT = Path(__file__).resolve().parents[3]
ASK_TWICE = """
from shared.bootstrap.adapters import language_model
from shared.contracts.judgement import JudgedAnswer
from shared.services.analysis.spending import Allowance, Budget
model = language_model()
for _ in range(2):
    model.ask("Judge.", {"answer": "We shipped."}, JudgedAnswer, spending=Allowance(Budget()))
model.close()
print(model.name)
"""


@dataclass(slots=True)
class TokenSource:
    """App Service's token endpoint; each token it gives has ended already."""

    url: str = ""
    resources: list[str] = field(default_factory=list)


@contextmanager
def running_token_source() -> Iterator[TokenSource]:
    source = TokenSource()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            source.resources += parse_qs(urlsplit(self.path).query)["resource"]
            token = {
                "access_token": f"token-{len(source.resources)}", "expires_on": "1",
                "resource": source.resources[-1], "token_type": "Bearer",
            }  # fmt: skip
            payload = json.dumps(token).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    source.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def azure() -> Iterator[LanguageModelStandIn]:
    """A deployment in Azure."""
    with running_language_model(base_path="/openai/v1") as running:
        yield running


def ask_twice(azure: LanguageModelStandIn, **settings: str) -> str:
    """A new process of the app with these settings; the model's name."""
    environment = NEEDED | {"MODEL_BASE_URL": azure.base_url, "MODEL_NAME": "gpt"} | settings
    environment |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", ASK_TWICE], cwd=ROOT, env=environment, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_identitys_token_is_the_bearer_and_is_renewed(azure: LanguageModelStandIn) -> None:
    with running_token_source() as source:
        identity = app_settings(source.url, "secret")
        name = ask_twice(azure, MODEL_MANAGED_IDENTITY="true", **identity)
        assert name == "gpt"
        assert source.resources == ["https://cognitiveservices.azure.com"] * 2
    assert [request.path for request in azure.received] == ["/openai/v1/responses"] * 2
    bearers = [request.headers["authorization"] for request in azure.received]
    assert bearers == ["Bearer token-1", "Bearer token-2"]


def test_a_key_and_a_model_for_the_summary(azure: LanguageModelStandIn) -> None:
    name = ask_twice(azure, MODEL_API_KEY="a-key", MODEL_SUMMARY_NAME="larger", MODEL_API="chat")
    assert name == "gpt+larger"
    assert {request.headers["authorization"] for request in azure.received} == {"Bearer a-key"}
    assert {request.path for request in azure.received} == {"/openai/v1/chat/completions"}
