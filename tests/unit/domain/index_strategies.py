"""Indexes of the shape that Video Indexer's real ones have, with every oddity that was ever seen.

Each comes with what must be kept of it, worked out from how it was made and not by reading it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from shared.domain.conversation import Line, LineSentiment

HOUR_MS = 3_600_000
LANGUAGES = ("en-US", "de-DE", "ja-JP", "he-IL")
JUNK = ("ä ö ü ß", "今日はよろしくお願いします", "שלום", "🙂 well", "ze ze ze ze", "a\tb  c\nd")
"""What a wrong language makes of speech, and white space that nobody says."""


@dataclass
class Made:
    """An index, and what is in it."""

    document: dict[str, Any]
    lines: tuple[Line, ...] = ()
    names: dict[int, str] = field(default_factory=dict)
    duration_ms: int | None = None
    language: str | None = None

    @property
    def raw(self) -> bytes:
        """As it comes over the wire: with or without escapes, compact or not."""
        return json.dumps(self.document, ensure_ascii=len(self.lines) % 2 == 0).encode()


@st.composite
def time_texts(draw: st.DrawFn, milliseconds: int) -> str:
    """One moment in one of the ways it has been written, 0 to 7 digits of a fraction."""
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    digits = f"{fraction:03d}" + draw(st.text("0123456789", max_size=4))
    if draw(st.booleans()):
        digits = digits.rstrip("0")
    days, rest = divmod(hours, 24)
    hour = f"{days}.{rest:02d}" if days and draw(st.booleans()) else str(hours)
    if draw(st.booleans()):
        hour = hour.zfill(2)
    gap = draw(st.sampled_from(["", "", "", " "]))
    return f"{hour}:{gap}{minute:02d}:{gap}{second:02d}" + (f".{digits}" if digits else "")


@st.composite
def instances(draw: st.DrawFn, start: int, end: int) -> dict[str, Any]:
    """One instance; the adjusted times differ where somebody edited the transcript."""
    found: dict[str, Any] = {
        "start": draw(time_texts(start)),
        "end": draw(time_texts(end)),
    }
    if draw(st.booleans()):
        found |= {"adjustedStart": "0:00:00", "adjustedEnd": draw(time_texts(end + 7))}
    return found


def confidences() -> st.SearchStrategy[float | int]:
    """Sometimes the integer 1."""
    return st.one_of(st.integers(0, 1), st.floats(0.07, 1, allow_nan=False))


@st.composite
def spoken(draw: st.DrawFn, first_id: int) -> tuple[list[dict[str, Any]], list[Line]]:
    """The transcript as the index has it, and the lines that must come out of it."""
    entries: list[dict[str, Any]] = []
    kept: list[Line] = []
    clock = draw(st.sampled_from([0, 0, 9 * HOUR_MS + 3_599_000, 30 * HOUR_MS]))
    for number in range(draw(st.integers(0, 6))):
        clock += draw(st.integers(0, 3000))
        length = draw(st.integers(2, 120_000))
        text = draw(st.one_of(st.just(""), st.sampled_from(JUNK), st.text(max_size=40)))
        entry: dict[str, Any] = {
            "id": first_id + number,
            "text": text,
            "instances": [draw(instances(clock, clock + length))],
        }
        speaker = draw(st.none() | st.integers(0, 6))
        confidence = draw(st.none() | confidences())
        language = draw(st.none() | st.sampled_from(LANGUAGES))
        for key, value in (
            ("speakerId", speaker), ("confidence", confidence), ("language", language),
        ):  # fmt: skip
            if value is not None or draw(st.booleans()):
                entry[key] = value
        entries.append(entry)
        said = " ".join(_storable(text).split())
        if said:
            kept.append(
                Line(
                    start=clock, end=clock + length, text=said, speaker_id=speaker,
                    confidence=confidence, language=language,
                )
            )  # fmt: skip
        clock += length
    return entries, kept


@st.composite
def sentiments(draw: st.DrawFn, lines: list[Line]) -> tuple[list[dict[str, Any]], list[Line]]:
    """Ranges merged over neighbouring lines, and the lines with what belongs to each."""
    ranges: list[tuple[int, int, str, float]] = []
    marked: list[Line] = []
    for line in lines:
        if line.start is None or line.end is None:
            raise ValueError("a line of an index has its times")
        kind = draw(st.sampled_from([None, "Positive", "Neutral", "Negative", "Undetermined"]))
        if kind is None:
            marked.append(line)
            continue
        score = draw(st.integers(0, 1) | st.floats(0, 1))
        before = ranges[-1] if ranges and marked[-1].sentiment is not None else None
        if before and before[2] == kind and draw(st.booleans()):
            score = before[3]
            ranges[-1] = (before[0], line.end, kind, score)
        else:
            ranges.append((line.start, line.end, kind, score))
        mark = LineSentiment(label=kind.lower(), score=float(score))
        marked.append(line.model_copy(update={"sentiment": mark}))
    entries = [
        {"id": number, "sentimentType": kind, "averageScore": score,
         "instances": [draw(instances(start, end))]}
        for number, (start, end, kind, score) in enumerate(ranges)
    ]  # fmt: skip
    return draw(st.permutations(entries)), marked


@st.composite
def indexes(draw: st.DrawFn) -> Made:
    """A whole index: keys absent instead of empty lists, and much that nobody here needs."""
    first_id = draw(st.integers(0, 1))
    entries, lines = draw(spoken(first_id))
    listed, lines = draw(sentiments(lines))
    names = draw(st.dictionaries(st.integers(0, 8), st.sampled_from(["", "Speaker #1", "Ann"])))
    speakers: list[dict[str, Any]] = [
        {"id": id_, "name": name, "instances": []} for id_, name in names.items()
    ]
    insights: dict[str, Any] = {"version": "1.0.0.0", "statistics": {}}
    for key, value in (("transcript", entries), ("sentiments", listed), ("speakers", speakers)):
        if value or draw(st.integers(0, 9)) == 0:
            insights[key] = value
    latest = max((line.end or 0 for line in lines), default=0)
    duration = latest + draw(st.integers(1, 5000))
    insights["duration"] = draw(time_texts(duration))
    language = draw(st.sampled_from(LANGUAGES))
    insights |= draw(
        st.sampled_from([{"sourceLanguage": language, "language": "fr-FR"}, {"language": language}])
    )
    insights |= draw(visual())
    video = {"insights": insights, "state": "Processed", "viewToken": "secret"} | draw(
        st.sampled_from([{}, {"failureCode": "None"}, {"publishedUrl": "https://secret"}])
    )
    more = draw(st.sampled_from([[], [], [{"insights": {"transcript": entries}}]]))
    document: dict[str, Any] = {
        "state": "Processed",
        "durationInSeconds": duration // 1000,
        "summarizedInsights": None,
        "videos": [video, *more],
    }
    return Made(
        document,
        tuple(lines),
        {id_: name or f"Speaker #{id_}" for id_, name in names.items()},
        duration,
        language,
    )


def visual() -> st.SearchStrategy[dict[str, Any]]:
    """Insights that an audio preset does not give and another caller's index may have."""
    face = {"id": 1, "name": "Unknown #1", "thumbnails": [{"instances": [{"start": "0:00:01"}]}]}
    effect = {"id": 0, "type": "Applause of a kind not heard before", "instances": []}
    return st.fixed_dictionaries(
        {},
        optional={
            "faces": st.lists(st.just(face), max_size=2),
            "audioEffects": st.just([effect]),
            "topics": st.just([{"name": "Work", "iabName": None}]),
            "emotions": st.just([{"type": "Joy", "instances": []}]),
        },
    )


READ = frozenset(
    {
        "transcript", "speakers", "sentiments", "duration", "durationInSeconds", "text", "confidence",
        "speakerId", "language", "sourceLanguage", "averageScore", "sentimentType", "start", "end",
        "id", "name", "instances", "insights", "videos",
    }
)  # fmt: skip
"""The keys that mean something here; half of what is spoilt is one of them."""
WRONG: tuple[Any, ...] = (
    None, True, 0, -1, 1.5, 10**400, -(10**30), float("nan"), float("inf"), "", "x", "\ud800",
    "0:00:61", "-0:00:01", "9" * 40, [], {}, [None], [[]], {"start": None}, [{"id": {}}],
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """An index in which something stands that does not belong there, or something is missing."""
    document: Any = json.loads(json.dumps(draw(indexes()).document))
    for _ in range(draw(st.integers(1, 6))):
        places = _places(document)
        read = [place for place in places if place[1] in READ]
        meant = bool(read) and draw(st.booleans())
        holder, key = draw(st.sampled_from(read if meant else places))
        what = draw(st.sampled_from(["replace", "replace", "remove", "twice"]))
        if what == "replace":
            holder[key] = draw(st.sampled_from(WRONG))
        elif what == "remove":
            del holder[key]
        elif isinstance(holder, list):
            holder.insert(key, holder[key])
        else:
            holder[key] = [holder[key], holder[key]]
        if not document:
            break
    return json.dumps(document).encode()


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in the document."""
    found: list[tuple[Any, Any]] = []
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in list(entries):
        found.append((node, key))
        if isinstance(value, dict | list):
            found += _places(value)
    return found


def _storable(text: str) -> str:
    """Text without what PostgreSQL refuses."""
    return "".join(one for one in text if one != "\0" and not "\ud800" <= one <= "\udfff")
