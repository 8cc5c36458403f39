"""The charts, as SVG without scripts and styles of their own: the page's style sheet colours them.

Only numbers and words of ours are drawn, never a user's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pygal
from pygal.etree import etree
from pygal.style import Style

from shared.domain.speech.norms import NORMS
from shared.domain.stored.analysis import StoredSentimentPoint
from shared.domain.stored.speech import StoredTimelinePoint
from shared.report.wording import clock, number, percent

WIDTH, HEIGHT = 460, 220
"""In the SVG's own units; the page scales it to what room there is."""
LABEL_SIZE = 17
"""As large as on a phone, so that there is room for it; the style sheet sets what is seen."""
TIME_STEPS_MINUTES = (0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120)
MOST_TIME_LABELS = 6
NOT_SHOWN = {"defs", "title", "desc"}


def pace(points: Sequence[StoredTimelinePoint]) -> str | None:
    """Words a minute over time; the lines of the usual range stand out."""
    values = [
        (_middle(point), point.words_per_minute)
        for point in points
        if point.words_per_minute is not None
    ]
    if not values:
        return None
    low, high = NORMS["speakingPace"].low or 0.0, NORMS["speakingPace"].high or 0.0
    slowest, fastest = min(value for _, value in values), max(value for _, value in values)
    further = [round(slowest)] if slowest < 0.8 * low else []
    further += [round(fastest)] if fastest > 1.15 * high else []
    chart = _chart(
        pygal.XY,
        range=(max(0, min(low, slowest) - 20), max(high, fastest) + 20),
        y_labels=[low, high, *further],
        y_labels_major=[low, high],
        dots_size=4,
        **_time_axis(points),
    )
    chart.add(None, [_labelled(place, value, "words a minute") for place, value in values])
    return _drawn(
        chart, f"Pace over time: between {number(slowest)} and {number(fastest)} words a minute"
    )


def fillers(points: Sequence[StoredTimelinePoint]) -> str | None:
    """Fillers and hesitations in each stretch of time."""
    counted = [point for point in points if point.fillers is not None]
    if not counted:
        return None
    most = max(point.fillers or 0 for point in counted)
    step = max(1, -(-most // 4))
    chart = _chart(
        pygal.Histogram,
        range=(0, max(4 * step, most)),
        y_labels=list(range(0, max(4 * step, most) + 1, step)),
        y_labels_major=[],
        **_time_axis(points),
    )
    bars = [
        {
            "value": (point.fillers, _minutes(point.start), _minutes(point.end)),
            "label": f"{clock(point.start)}: {point.fillers}",
        }
        for point in counted
    ]
    chart.add(None, bars)
    total = sum(point.fillers or 0 for point in counted)
    return _drawn(chart, f"Fillers over time: {total} in all, {most} at most in one stretch")


def sentiment(points: Sequence[StoredSentimentPoint]) -> str | None:
    """The tone of the words over time, from -1 to 1."""
    timed = [
        point
        for point in points
        if point.start is not None and point.score is not None and -1 <= point.score <= 1
    ]
    if not timed:
        return None
    chart = _chart(
        pygal.XY,
        range=(-1, 1),
        y_labels=[
            {"value": 1, "label": "positive"}, {"value": 0, "label": "neutral"},
            {"value": -1, "label": "negative"},
        ],
        y_labels_major=[0],
        dots_size=3,
        **_time_axis(timed),
    )  # fmt: skip
    values = [_labelled(_middle(point), point.score or 0.0, "") for point in timed]
    chart.add(None, values)
    scores = [point.score or 0.0 for point in timed]
    lowest, highest = min(scores), max(scores)
    return _drawn(
        chart, f"Tone over time: between {number(lowest)} and {number(highest)}, of -1 to 1"
    )


def talk(share: float) -> str:
    """The candidate's share of the talk and everybody else's, side by side."""
    chart = _chart(
        pygal.HorizontalStackedBar, height=90, range=(0, 1), show_x_labels=False,
        show_y_labels=False, show_x_guides=False, show_y_guides=False, margin=0, spacing=0,
    )  # fmt: skip
    chart.add("You", [{"value": share, "label": f"You: {percent(share)}"}])
    chart.add("Others", [{"value": 1 - share, "label": f"Others: {percent(1 - share)}"}])
    return _drawn(chart, f"You had {percent(share)} of the talk, the others {percent(1 - share)}")


def _chart(kind: Any, **settings: Any) -> Any:
    style = Style(
        label_font_size=LABEL_SIZE, major_label_font_size=LABEL_SIZE, font_family="sans-serif"
    )
    defaults = {
        "width": WIDTH, "height": HEIGHT, "margin": 8, "margin_right": 16, "spacing": 8,
        "show_legend": False, "explicit_size": False, "js": (), "css": (), "style": style,
        "show_x_guides": False, "disable_xml_declaration": True, "truncate_label": -1,
    }  # fmt: skip
    return kind(**{**defaults, **settings})


def _time_axis(points: Iterable[Any]) -> dict[str, Any]:
    """Labels at round minutes, as many as there is room for."""
    end = max(_minutes(point.end or point.start) for point in points)
    step = next(
        (step for step in TIME_STEPS_MINUTES if end / step <= MOST_TIME_LABELS),
        TIME_STEPS_MINUTES[-1] * -(-end // (TIME_STEPS_MINUTES[-1] * MOST_TIME_LABELS)),
    )
    count = int(end // step) + 1
    labels = [
        {"value": step * place, "label": clock(round(step * place * 60_000))}
        for place in range(count)
    ]
    return {"x_labels": labels, "xrange": (0, end), "truncate_label": -1}


def _minutes(milliseconds: int | None) -> float:
    return (milliseconds or 0) / 60_000


def _middle(point: Any) -> float:
    start = point.start or 0
    return _minutes((start + (point.end or start)) // 2)


def _labelled(place: float, value: float, unit: str) -> dict[str, Any]:
    label = f"{clock(round(place * 60_000))}: {number(value)} {unit}".rstrip()
    return {"value": (place, value), "label": label}


def _drawn(chart: Any, description: str) -> str:
    """The SVG for a page: one image to a screen reader, hints where the mouse is."""
    root = chart.render_tree()
    for parent in list(root.iter()):
        hints = [hint.text for hint in parent.findall("desc") if hint.get("class") == "label"]
        for child in list(parent):
            comment = not isinstance(child.tag, str)
            if comment or child.tag in NOT_SHOWN or "tooltip" in child.get("class", "").split():
                parent.remove(child)
        if hints:
            etree.SubElement(parent, "title").text = hints[0]
    root.attrib.pop("id", None)
    root.set("role", "img")
    root.set("aria-label", description)
    svg: str = etree.tostring(root, encoding="unicode")
    return svg
