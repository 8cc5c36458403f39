"""Accept headers as browsers, fetch and curl send them."""

from __future__ import annotations

import pytest

from functions.negotiation import negotiated
from functions.results import REPORT_KINDS, TRANSCRIPT_KINDS
from shared.errors import NotAcceptable

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (None, "html"), ("", "html"), ("*/*", "html"), (BROWSER, "html"), ("text/*", "html"),
        ("text/markdown", "md"), ("TEXT/Markdown; charset=utf-8", "md"),
        ("text/html;q=0.5, text/markdown", "md"), ("text/html;q=0, */*", "md"),
        ("text/markdown;q=0.9, */*;q=0.1", "md"), ("text/html;q=nonsense, text/markdown", "md"),
        ("text/markdown, text/html", "md"), ("application/json, text/*;q=0.1", "html"),
    ],
)  # fmt: skip
def test_which_report(header: str | None, kind: str) -> None:
    assert negotiated(header, REPORT_KINDS) == kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (None, "json"), ("*/*", "json"), ("application/*", "json"), ("text/*", "txt"),
        ("text/vtt, text/plain", "vtt"), ("application/x-subrip, */*;q=0.1", "srt"),
    ],
)  # fmt: skip
def test_which_transcript(header: str | None, kind: str) -> None:
    assert negotiated(header, TRANSCRIPT_KINDS) == kind


@pytest.mark.parametrize("header", ["image/png", "*/*;q=0", "text/html;q=0", "text/html;q=7"])
def test_what_we_do_not_have(header: str) -> None:
    with pytest.raises(NotAcceptable, match="text/html, text/markdown"):
        negotiated(header, REPORT_KINDS)
