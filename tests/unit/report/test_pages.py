"""The report as a page and as Markdown: what is on it, and what nothing on it can do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from functions.results import REPORT_HEADERS
from shared.report.markdown_escaping import escaped
from shared.report.pages import POLICY, to_html, to_markdown
from shared.report.view import Report
from tests.analysed import report, stored

HOSTILE = (
    "</style></script><img src=x onerror=alert(1)> & \"'` <!-- ]]> {{ 7*7 }} {% raw %} "
    "[a](javascript:alert(1)) ![b](https://evil.example/x) | # * _x_ https://evil.example/y "
    "www.evil.example \u202e\u0001"
)
VOID = {"meta", "link", "br", "rect", "circle", "path"}


class Page(HTMLParser):
    """Every element with its attributes, the words, and whether the elements close in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def poisoned(value: Any) -> Any:
    """The same JSON with every text behind something hostile."""
    if isinstance(value, str):
        return f"{HOSTILE} {value}"
    if isinstance(value, dict):
        return {key: poisoned(entry) for key, entry in value.items()}
    return [poisoned(entry) for entry in value] if isinstance(value, list) else value


def words(text: str) -> str:
    return " ".join(text.split())


def shown_texts(analysis: dict[str, Any]) -> set[str]:
    """What a reader must find: every question, quote, remark and recommendation."""
    content = analysis["contentAnalysis"]
    found = {*analysis["recommendations"], *content["strengths"], analysis["modelUsed"]}
    for exchange in content["exchanges"]:
        found |= {exchange["question"], *exchange["strengths"], *exchange["missing"]}
        if exchange["starApplies"]:
            found |= {part["quote"]["text"] for part in exchange["star"] if part["quote"]}
        found |= {level["quote"]["text"] for level in exchange["levels"] if level["quote"]}
        found.add(exchange["strongerVersion"] or "")
    for pair in content["prepFeedback"]["pairs"]:
        for kind in ("kept", "dropped", "added", "contradicted"):
            found |= {text for point in pair[kind] for text in point.values()}
    for metric in analysis["speechMetrics"].values():
        if isinstance(metric, dict):
            found.add(metric["reason"] or "")
    return {text for text in map(words, found) if text}


def as_text(markdown: str) -> str:
    """What a reader sees of Markdown."""
    html = MarkdownIt("commonmark").enable("table").render(markdown)
    return words(Page(html.replace("<hr />", "")).text)


def test_everything_that_was_found_is_on_the_page() -> None:
    analysis = stored()
    text = words(Page(to_html(report(analysis))).text).lower()
    missing = {entry for entry in shown_texts(analysis) if entry.lower() not in text}
    assert missing == set()
    for part in analysis["contentAnalysis"]["score"]["parts"]:
        assert f"{100 * part['value']:.0f}" in text
    assert f"{analysis['overallScore']:.0f} of 100" in text
    assert "26 november 2026" in text
    assert f"formula {analysis['contentAnalysis']['score']['formula']}" in text


@pytest.mark.parametrize("render", [to_html, to_markdown])
def test_no_score_is_shown_where_no_answer_was_judged(render: Callable[[Report], str]) -> None:
    analysis = stored()
    analysis["overallScore"] = 0.0
    analysis["contentAnalysis"]["score"] |= {"value": 0.0, "measured": False}
    text = render(report(analysis))
    assert "No score: no answer was judged." in text
    assert "0 of 100" not in text
    assert "formula" not in text


def test_markdown_says_the_same() -> None:
    analysis = stored()
    text = as_text(to_markdown(report(analysis))).lower()
    missing = {entry for entry in shown_texts(analysis) if entry.lower() not in text}
    assert missing == set()
    for point in analysis["speechMetrics"]["timeline"]:
        assert f"{point['wordsPerMinute']:.0f}" in text


@pytest.mark.proves("V06", "L04")
@pytest.mark.parametrize("name", ["backend_strong", "nurse_panel_medium"])
def test_nothing_in_a_hostile_text_becomes_markup(name: str) -> None:
    html = to_html(report(poisoned(stored(name)), company=HOSTILE, job_title=HOSTILE))
    page = Page(html)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"img", "script", "iframe", "object", "form", "base", "input"}
    assert not {key for _, attributes in page.elements for key in attributes if key[:2] == "on"}
    targets = [
        value
        for _, attributes in page.elements
        for key, value in attributes.items()
        if key in ("href", "src", "action", "xlink:href")
    ]
    assert all(target == "data:," or str(target).startswith("#question-") for target in targets)
    assert html.count("</style>") == 1
    assert words(HOSTILE.replace("\u0001", "")) in words(page.text.replace("\u0001", ""))
    assert "49" not in page.text.split("7*7")[1][:8]
    assert page.open == []


@pytest.mark.proves("V06", "L04")
def test_nothing_in_a_hostile_text_becomes_markdown() -> None:
    markdown = to_markdown(report(poisoned(stored()), company=HOSTILE, job_title=HOSTILE))
    parser = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
    tokens = [
        token for block in parser.parse(markdown) for token in (block, *(block.children or ()))
    ]
    kinds = Counter(token.type for token in tokens)
    for kind in ("html_block", "html_inline", "link_open", "image", "code_inline", "fence",
                 "code_block", "em_open", "s_open", "hr"):  # fmt: skip
        assert kinds[kind] == 0, kind
    assert not re.search(r"https?://", markdown), "GitHub would make a link of it"
    assert "](javascript" not in markdown.replace("\\]", "")


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_stays_text_in_markdown(text: str) -> None:
    plain = "".join(character for character in text if character.isprintable())
    tokens = MarkdownIt("commonmark").parse(escaped(plain) or "x")
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert words("".join(child.content for child in children)) == (words(plain) or "x")


def test_the_page_forbids_what_the_answer_forbids() -> None:
    html = to_html(report())
    assert f'http-equiv="Content-Security-Policy" content="{POLICY}"' in html.replace("&#39;", "'")
    # A page cannot say who may frame it, a header can.
    assert REPORT_HEADERS["Content-Security-Policy"] == f"{POLICY}; frame-ancestors 'none'"


def test_the_page_can_be_read_by_everybody() -> None:
    page = Page(to_html(report()))
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == 1
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
    assert len(page.all("table")) == len(page.all("caption")) > 0
    assert all(attributes.get("scope") for attributes in page.all("th"))
    charts = page.all("svg")
    assert len(charts) == 4
    assert all(chart["role"] == "img" and chart["aria-label"] for chart in charts)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        for reference in (attributes.get("aria-labelledby"), (attributes.get("href") or "")[1:]):
            assert not reference or reference in {*ids, "ata:,"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_apart(scheme: str) -> None:
    """WCAG AA: 4.5 to 1 for text, 3 to 1 for what is drawn."""
    css = to_html(report()).split("<style>")[1]
    blocks = re.findall(r":root \{(.*?)\}", css, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", blocks[scheme == "dark"]))
    for ground in ("page", "card"):
        for text in ("ink", "soft", "accent", "warn"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for text, ground in (("ink", "warn-soft"), ("ink", "accent-soft")):
        assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    assert contrast(colours["accent"], colours["card"]) >= 3


def contrast(one: str, two: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


FIRST = {
    "speechMetrics": {"fillerWords": {"value": 2.5}},
    "contentAnalysis": {"starMethod": {"score": 60}},
    "sentiment": {"overall": "positive"},
    "overallScore": 71.5,
    "recommendations": ["Pause."],
    "modelUsed": "rules/1",
}
OTHER_KINDS: dict[str, Any] = {
    "speechMetrics": [], "contentAnalysis": None, "sentiment": "good", "recommendations": {"a": 1},
}  # fmt: skip
INSTEAD: tuple[Any, ...] = (None, 7, "text", [], {})
HALF = {
    "contentAnalysis": {
        "exchanges": [{"judged": True}, {"judged": True, "question": 5}, 7],
        "prepFeedback": {"pairs": [{"kept": "all"}]},
        "spread": {"scores": []},
    }
}
LATER = {
    "speechMetrics": {
        "timeline": [{"start": 5, "end": 1}, {"start": 0, "end": 9, "fillers": 1}],
        "newMetric": {"value": 3, "unit": "per day"},
    }
}


@pytest.mark.parametrize("analysis", [{}, FIRST, OTHER_KINDS, HALF, LATER])
def test_what_an_earlier_version_stored_can_be_read(analysis: dict[str, Any]) -> None:
    page = Page(to_html(report(analysis)))
    markdown = to_markdown(report(analysis))
    assert page.open == []
    if analysis is FIRST:
        assert "Pause." in page.text
    if analysis is LATER:
        assert "New metric" in page.text
        assert "3 per day" in markdown


def test_any_hole_in_what_is_stored_is_left_out_and_not_fatal() -> None:
    """Every key is taken away once, and once replaced by something of another kind."""
    whole = stored("teacher_medium")

    def holes(value: Any) -> Any:
        for key in list(value) if isinstance(value, dict) else range(min(len(value), 1)):
            kept = value[key]
            for instead in INSTEAD:
                value[key] = instead
                yield
            value[key] = kept
            if isinstance(kept, dict | list):
                yield from holes(kept)

    places = 0
    for number, _ in enumerate(holes(whole)):
        if number % 131 == 0:
            assert Page(to_html(report(whole))).open == []
            assert to_markdown(report(whole))
            places += 1
    assert places > 12


def test_what_was_not_measured_says_why_and_never_reads_zero() -> None:
    analysis = stored("logistics_nonnative_untimed")
    page = Page(to_html(report(analysis, duration_ms=None)))
    assert "not measured: the transcript has no times" in page.text
    assert "Pace and fillers over time cannot be shown: the transcript has no times." in page.text
    assert "here of all words, as there are no times" in page.text
    assert not [svg for svg in page.all("svg") if "Pace" in (svg["aria-label"] or "")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"speakersNeedConfirmation": True}, "It is not certain which voice is yours."),
        ({"missingSections": ["recommendations"]}, "no usable answer for: recommendations."),
        ({"missingSections": ["recommendations: schema"]}, "answer for: recommendations."),
        ({"missingSections": ["repeat 2: model_unavailable"]},
         "no usable answer for: repeat 2 (the language model did not answer)."),
        ({"missingSections": ["recommendations: over the interview's budget"]},
         "answer for: recommendations (over the interview's budget)."),
        ({"missingSections": ["exchange 3: no_evidence", "exchange 4: status_400"]},
         "Answers that could not be judged: 2."),
        ({"spread": {"runs": 2, "scores": [47, 52.4]}}, "Judged 2 times: from 47 to 52."),
    ],
)  # fmt: skip
def test_what_to_know_before_believing_it(change: dict[str, Any], said: str) -> None:
    analysis = stored()
    analysis["contentAnalysis"] |= change
    assert said in Page(to_html(report(analysis))).text
    assert said in as_text(to_markdown(report(analysis)))


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("no_evidence", "named no words of yours that you said"),
        ("status_400", "the language model gave no usable answer"),
        ("over the interview's budget", "over the interview's budget"),
    ],
)
def test_why_an_answer_was_not_judged_is_said_in_words(code: str, said: str) -> None:
    analysis = stored()
    exchange = next(entry for entry in analysis["contentAnalysis"]["exchanges"] if entry["judged"])
    exchange |= {"judged": False, "reason": code, "levels": [], "star": [], "score": None}
    for text in (Page(to_html(report(analysis))).text, as_text(to_markdown(report(analysis)))):
        assert said.casefold() in text.casefold()
        assert "_" not in text


def test_who_judged_is_said() -> None:
    assert "rules judged the answers" in Page(to_html(report())).text
    by_model = stored() | {"modelUsed": "some-model-4"}
    text = Page(to_html(report(by_model))).text
    assert "Judged by the language model some-model-4" in text
    assert "rules judged" not in text
