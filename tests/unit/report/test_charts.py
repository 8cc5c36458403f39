"""The charts: what is drawn is what was measured, and nothing else is in them."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from shared.domain.speech.norms import NORMS
from shared.domain.stored.analysis import StoredSentimentPoint
from shared.domain.stored.speech import StoredTimelinePoint
from shared.report import charts

HALF_A_MINUTE = 30_000


def timeline(
    *measured: tuple[float | None, int | None], width: int = HALF_A_MINUTE
) -> list[StoredTimelinePoint]:
    """Pace and fillers of one stretch after the other."""
    return [
        StoredTimelinePoint(
            start=number * width, end=(number + 1) * width, words_per_minute=pace, fillers=fillers
        )
        for number, (pace, fillers) in enumerate(measured)
    ]


NORM = [str(NORMS["speakingPace"].low), str(NORMS["speakingPace"].high)]
"""The bounds of the pace, as the axis has them."""


def drawn(svg: str | None) -> ElementTree.Element:
    assert svg is not None
    plain = svg.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    return ElementTree.fromstring(plain)  # noqa: S314 - our own drawing


def hints(svg: ElementTree.Element) -> list[str | None]:
    return [title.text for title in svg.iter("title")]


def labels(svg: ElementTree.Element, axis: str) -> list[str | None]:
    (found,) = [g for g in svg.iter("g") if (g.get("class") or "").startswith(f"axis {axis}")]
    return [text.text for text in found.iter("text")]


def test_pace_is_one_dot_for_each_measured_stretch() -> None:
    svg = drawn(charts.pace(timeline((120, 0), (None, 0), (180, 0))))
    heights = [float(dot.get("cy", "")) for dot in svg.iter("circle")]
    assert len(heights) == 2
    assert heights[0] > heights[1], "faster is higher"
    assert hints(svg) == ["0:15: 120 words a minute", "1:15: 180 words a minute"]
    assert svg.get("aria-label") == "Pace over time: between 120 and 180 words a minute"
    assert labels(svg, "y") == NORM


@pytest.mark.parametrize(("pace", "further"), [(60, "60"), (260, "260")])
def test_a_pace_far_outside_has_a_label_of_its_own(pace: float, further: str) -> None:
    shown = labels(drawn(charts.pace(timeline((pace, 0), (150, 0)))), "y")
    assert sorted(filter(None, shown)) == sorted([*NORM, further])


def test_a_filler_is_a_bar_as_high_as_there_are_many() -> None:
    svg = drawn(charts.fillers(timeline((None, 2), (None, 0), (None, 6))))
    bars = [bar for bar in svg.iter("rect") if "reactive" in (bar.get("class") or "")]
    heights = [float(bar.get("height", "")) for bar in bars]
    assert heights[2] == pytest.approx(3 * heights[0], rel=1e-3)
    assert heights[1] == pytest.approx(0, abs=1e-6)
    assert hints(svg) == ["0:00: 2", "0:30: 0", "1:00: 6"]


def test_shares_of_the_talk_are_as_wide_as_they_are() -> None:
    svg = drawn(charts.talk(0.75))
    wide, narrow = [
        float(bar.get("width", ""))
        for bar in svg.iter("rect")
        if "reactive" in (bar.get("class") or "")
    ]
    assert wide == pytest.approx(3 * narrow, rel=1e-3)


def test_the_tone_leaves_out_what_is_not_on_its_scale() -> None:
    points = [
        StoredSentimentPoint(start=0, end=1000, score=0.5),
        StoredSentimentPoint(start=1000, end=2000, score=80),
        StoredSentimentPoint(start=None, end=None, score=0.5),
    ]
    assert hints(drawn(charts.sentiment(points))) == ["0:00: 0.5"]
    assert charts.sentiment(points[1:]) is None


@pytest.mark.parametrize("minutes", [1, 7, 45, 180, 1000])
def test_labels_have_room(minutes: int) -> None:
    width = minutes * 1000
    svg = drawn(charts.pace(timeline(*[(150.0, 1)] * 60, width=width)))
    assert 2 <= len(labels(svg, "x")) <= 7


def test_where_nothing_was_measured_nothing_is_drawn() -> None:
    assert charts.pace(timeline((None, None))) is None
    assert charts.fillers(timeline((100, None))) is None
    assert charts.pace([]) is None


def test_a_chart_brings_nothing_along() -> None:
    points = timeline((120, 1), (130, 2))
    for svg in (charts.pace(points), charts.fillers(points), charts.talk(0.5)):
        assert svg is not None
        root = drawn(svg)
        assert root.get("role") == "img"
        assert not {element.tag for element in root.iter()} & {"script", "style", "defs", "desc"}
        for element in root.iter():
            assert not element.attrib.keys() & {"id", "style", "href"}
        assert "http" not in svg.replace("http://www.w3.org/2000/svg", "")
        assert "<!--" not in svg
