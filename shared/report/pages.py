"""The report in its two formats; whatever a template puts in is escaped without being asked to."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from shared.report import charts, sentences, wording
from shared.report.markdown_escaping import escaped
from shared.report.view import Report

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
"""What a browser may do with the page: show it. It holds where the page is saved or framed, too."""
FILTERS = {
    "clock": wording.clock,
    "day": sentences.day,
    "judged_by": sentences.judged_by,
    "kind": wording.kind,
    "length_of": wording.length,
    "number": wording.number,
    "pair_in_words": sentences.pair_in_words,
    "percent": wording.percent,
    "reason": wording.reason,
    "sentence": sentences.sentence,
    "signed": wording.signed,
    "sources": sentences.sources,
    "spoken_so": sentences.spoken_so,
    "star_in_words": sentences.star_in_words,
    "tenths": wording.tenths,
    "title_of": wording.title_of,
    "tone_source": sentences.tone_source,
    "whole": wording.whole,
}


def to_html(report: Report) -> str:
    """One page that needs nothing else."""
    share = _talk_share(report)
    drawn = {
        "pace": charts.pace(report.timeline),
        "fillers": charts.fillers(report.timeline),
        "sentiment": charts.sentiment(report.stored.sentiment.timeline),
        "talk": None if share is None else charts.talk(share),
    }
    return _html().get_template("report.html").render(
        report=report, charts=drawn, talk_share=share, policy=POLICY
    )  # fmt: skip


def to_markdown(report: Report) -> str:
    """The same as Markdown; charts are tables."""
    text = _markdown().get_template("report.md").render(
        report=report, talk_share=_talk_share(report)
    )  # fmt: skip
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _talk_share(report: Report) -> float | None:
    metric = report.stored.speech_metrics.metrics.get("talkShare")
    return metric.value if metric and metric.value is not None and 0 <= metric.value <= 1 else None


@cache
def _html() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or ""), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= FILTERS
    return environment


@cache
def _markdown() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__ or ""), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, finalize=_as_markdown,
    )  # fmt: skip
    environment.filters |= FILTERS
    return environment


class _Markdown(str):
    """Text that is escaped for Markdown, and is not to be escaped for HTML on top."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def _as_markdown(value: object) -> object:
    return value if hasattr(value, "__html__") else _Markdown(escaped(value))
