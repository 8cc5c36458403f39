"""What a well-behaved model answers: by the schema asked for, quoting the data it was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stand_ins.language_model import Received

DIMENSIONS = ("substance", "structure", "relevance", "credibility", "differentiation")
PARTS = ("situation", "task", "action", "result")


def answer_for(request: Received) -> dict[str, Any]:
    """An answer that fits the schema of the request."""
    wanted = request.schema["properties"]
    if "levels" in wanted:
        return judged_answer(request.data["answer"])
    if "pairs" in wanted:
        return matches(request.data["practised"], request.data["asked"])
    return summary([entry["index"] for entry in request.data.get("answers", [])])


def judged_answer(answer: str, level: Any = 3) -> dict[str, Any]:
    """Every level the same, every quote the answer's first sentence."""
    quote = re.split(r"(?<=[.!?])\s", answer.strip())[0][:200]
    return {
        "star_applies": True,
        **{part: quote if part != "task" else "" for part in PARTS},
        "levels": [{"dimension": name, "level": level, "quote": quote} for name in DIMENSIONS],
        "strengths": ["says who did it"],
        "missing": ["a figure"],
        "stronger": "I cut the scope to [how many] features.",
    }


def summary(indices: list[int]) -> dict[str, Any]:
    """One recommendation for each of the first answers."""
    return {
        "recommendations": [
            {"text": f"Name a figure in answer {index}.", "exchange": index, "metric": "figures"}
            for index in indices[:5]
        ]
    }


def matches(
    practised: list[dict[str, Any]], asked: list[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """Questions that stand in one another word for word."""
    return {
        "pairs": [
            {"practised": one["n"], "asked": other["n"]}
            for one in practised
            for other in asked
            if one["question"] in other["question"]
        ]
    }
