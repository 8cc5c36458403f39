"""The web app's path in a real browser: another origin, straight to storage, with a cut line."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Frame, Page, Request, Response, Route

from local.http_door import HttpDoor
from local.stack import WEB_APP_ORIGINS, Stack
from tests.acceptance.recordings import padded, write_media
from tests.acceptance.scripted import INTERVIEW, SCRIPT, scripted, wait_for_end
from tests.fixtures.api_client import api_client
from tests.fixtures.browser import browser

__all__ = ["api_client", "browser"]

ORIGIN = WEB_APP_ORIGINS[0]
WEB_APP = Path(__file__).with_name("web_app")
TYPES = {".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript"}
SIZE = 200 * 1024**2
BLOCKS = 25
CUT_AFTER_BLOCKS = 8
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (1280, 390)
SCREENSHOTS = os.environ.get("SCREENSHOTS")
"""A folder: what a person sees is put there, to be looked at."""


class BlockCount:
    """How often each block was sent, and which have arrived."""

    def __init__(self, page: Page) -> None:
        self.sent: Counter[str] = Counter()
        self.arrived: set[str] = set()
        page.on("request", lambda request: self.sent.update(block_of(request)))
        page.on("response", self._note)

    def _note(self, response: Response) -> None:
        if response.ok:
            self.arrived.update(block_of(response.request))


class Complaints:
    """What a browser would complain about, and what a report fetches: nothing, both."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.fetched: list[str] = []
        self._page = page
        page.on("console", self._heard)
        page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_INTERNET_DISCONNECTED" not in message.text:
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        if request.frame != self._page.main_frame:
            self.fetched.append(request.url)


def block_of(request: Request) -> list[str]:
    return parse_qs(urlsplit(request.url).query).get("blockid", [])


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("recording")
    source = write_media(folder / "short.mp4", seconds=5)
    return padded(source, folder / "interview.mp4", SIZE)


@pytest.fixture
def page(stack: Stack, user_id: str, browser: Browser, api_client: Path) -> Iterator[Page]:
    """The page at the web app's origin, signed in; every other address is the real one."""

    def serve(route: Route) -> None:
        path = urlsplit(route.request.url).path
        inside, root = (path, WEB_APP)
        if path.startswith("/client/"):
            inside, root = path.removeprefix("/client"), api_client
        file = root / (inside.lstrip("/") or "index.html")
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=404)

    context = browser.new_context()
    context.route(f"{ORIGIN}/**", serve)
    session = {"apiUrl": f"{stack.base_url}/api", "token": stack.token(user_id)}
    context.add_init_script(f"window.session = {session!r}")
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    context.close()
    assert problems == []


def look(page: Page, name: str) -> None:
    """Take pictures for a person's eyes, where they were asked for."""
    if SCREENSHOTS is None:
        return
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{scheme}-{width}.png")


@pytest.mark.proves("U17")
def test_upload_with_a_cut_connection_then_the_report(
    stack: Stack, page: Page, recording: Path
) -> None:
    blocks, complaints = BlockCount(page), Complaints(page)
    with scripted(stack, {"transcript": INTERVIEW}):
        page.goto(f"{ORIGIN}/")
        page.set_input_files("input[type=file]", recording)
        page.click("button")
        page.wait_for_function(
            f"document.querySelector('#upload').value >= {CUT_AFTER_BLOCKS / BLOCKS}",
            timeout=120_000,
        )
        page.context.set_offline(True)
        page.wait_for_selector("#stage:text('Waiting for the connection')", timeout=120_000)
        arrived_before = set(blocks.arrived)
        sent_before = Counter(blocks.sent)
        assert CUT_AFTER_BLOCKS <= len(arrived_before) < BLOCKS
        page.context.set_offline(False)
        page.wait_for_selector("iframe:not([hidden])", timeout=120_000)
    assert len(blocks.arrived) == BLOCKS
    again = blocks.sent - sent_before
    assert again, "the connection was not cut"
    assert not arrived_before & again.keys(), "blocks that had arrived were sent again"
    assert page.evaluate("document.querySelector('#upload').value") == 1
    report = page.frames[-1]
    assert report.locator("h1").inner_text() == "Engineer at Contoso"
    assert "How do you handle conflict in a team?" in report.locator("body").inner_text()
    assert report.locator("svg[role=img]").count() == 4
    can_be_read(page, report)
    assert complaints.errors == []
    assert complaints.fetched == []
    look(page, "web-app")


@pytest.mark.proves("V06")
def test_the_report_by_itself(stack: Stack, user_id: str, browser: Browser) -> None:
    """As it comes from the API, under its own policy, with a word that fits no phone."""
    with HttpDoor(stack.base_url, lambda: stack.token(user_id)) as door:
        turns = "\n".join(f"{'IC'[who - 1]}: {said}" for who, said in SCRIPT)
        body = {
            "company": "W" * 190, "jobTitle": "<b>Engineer</b>", "interviewType": "phone",
            "candidateName": "C", "transcript": turns,
        }  # fmt: skip
        created = door.request("POST", "/transcripts", json=body).json()
        assert wait_for_end(door, created["id"])["status"] == "completed"
    context = browser.new_context(
        extra_http_headers={"Authorization": f"Bearer {stack.token(user_id)}"}
    )
    page = context.new_page()
    complaints = Complaints(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    address = f"{stack.base_url}/api/interviews/{created['id']}/report"
    page.goto(address)
    assert page.title().startswith("<b>Engineer</b> at WWW")
    can_be_read(page, page.main_frame)
    assert [url for url in asked if not url.startswith("data:")] == [address]
    assert complaints.errors == []
    look(page, "report")
    assert page.pdf(format="A4")[:5] == b"%PDF-"
    context.close()


def can_be_read(page: Page, report: Frame) -> None:
    """Light on dark where that is wished, dark on light elsewhere, and never wider than it is."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert report.evaluate(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        ), f"wider than {width} pixels"
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            ground, ink = (
                sum(map(int, re.findall(r"\d+", colour)[:3]))
                for colour in report.evaluate(
                    "(({backgroundColor, color}) => [backgroundColor, color])"
                    "(getComputedStyle(document.body))"
                )
            )
            assert (ground > ink) is (scheme == "light"), (scheme, ground, ink)


@pytest.mark.proves("U17")
def test_a_page_of_a_foreign_origin_gets_nothing(
    stack: Stack, user_id: str, browser: Browser
) -> None:
    context = browser.new_context()
    context.route("https://evil.example/**", lambda route: route.fulfill(body="<p>hello"))
    page = context.new_page()
    page.goto("https://evil.example/")
    blocked = page.evaluate(
        """async ([url, token]) => {
            try { return await (await fetch(url, {headers: {Authorization: token}})).text() }
            catch (error) { return error.name }
        }""",
        [f"{stack.base_url}/api/interviews", f"Bearer {stack.token(user_id)}"],
    )
    context.close()
    assert blocked == "TypeError"
