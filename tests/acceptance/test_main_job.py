"""The main job as a newcomer does it: the command, the carried sample, real speech recognition."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.processes import free_port
from tests.acceptance.word_errors import word_error_rate

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = json.loads((ROOT / "local" / "sample" / "script.json").read_text(encoding="utf-8"))
WORST_WORD_ERROR_RATE = 0.2


@pytest.fixture(scope="module")
def finished() -> Iterator[tuple[subprocess.CompletedProcess[str], dict[str, Any]]]:
    """What ``make run ONCE=1 OUT=...`` runs, and what it wrote."""
    folder = Path(tempfile.mkdtemp(prefix="interview-buddy-run-"))
    out = folder / "result.json"
    try:
        done = subprocess.run(
            [
                *(sys.executable, "-m", "local", "run", "--once"),
                *("--out", out),
                *("--data", folder / "data"),
                *("--port", str(free_port())),
            ],
            cwd=ROOT,
            env={**os.environ, "COLUMNS": "100"},
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
        assert out.exists(), done.stdout + done.stderr
        yield done, json.loads(out.read_text(encoding="utf-8"))
    finally:
        shutil.rmtree(folder)


type Finished = tuple[subprocess.CompletedProcess[str], dict[str, Any]]


def test_the_command_ends_well_and_the_interview_is_completed(finished: Finished) -> None:
    done, result = finished
    assert done.returncode == 0, done.stderr
    assert result["status"] == "completed"


def test_the_words_are_those_that_were_spoken(finished: Finished) -> None:
    _, result = finished
    spoken = " ".join(sentence for turn in SCRIPT["turns"] for sentence in turn["sentences"])
    heard = " ".join(line["text"] for line in result["transcription"]["timestamps"])
    assert word_error_rate(spoken, heard) < WORST_WORD_ERROR_RATE


def test_two_people_are_told_apart(finished: Finished) -> None:
    _, result = finished
    speakers = result["transcription"]["speakers"]
    assert [entry["role"] for entry in speakers["speakers"]] == ["interviewer", "candidate"]
    assert speakers["needsConfirmation"] is False


def test_every_key_of_the_results_is_there(finished: Finished) -> None:
    _, result = finished
    analysis = result["analysis"]
    metrics = analysis["speechMetrics"]
    for key in (
        "fillerWords", "speakingPace", "pauses", "responseLatency", "talkShare", "longestMonologue",
        "interruptions", "hedging", "repetition", "vocabulary", "ownership", "answerLength",
        "clarity",
    ):  # fmt: skip
        assert metrics[key]["unit"]
        assert metrics[key]["measurable"] is (metrics[key]["value"] is not None)
    assert metrics["answers"]
    assert metrics["timeline"]
    content = analysis["contentAnalysis"]
    assert {"starMethod", "relevance", "exchanges", "strengths", "prepFeedback"} <= content.keys()
    assert {"overall", "confidence", "timeline"} <= analysis["sentiment"].keys()
    assert analysis["modelUsed"].startswith("rules-")
    assert all(isinstance(text, str) and text for text in analysis["recommendations"])
    for line in result["transcription"]["timestamps"]:
        assert {"start", "end", "text", "speakerId", "confidence", "language"} <= line.keys()


def test_quotes_are_words_of_the_transcript(finished: Finished) -> None:
    _, result = finished
    lines = result["transcription"]["timestamps"]
    quotes = [
        part["quote"]
        for exchange in result["analysis"]["contentAnalysis"]["exchanges"]
        for part in exchange["star"]
        if part["quote"]
    ]
    assert quotes
    for quote in quotes:
        assert quote["text"] in lines[quote["line"]]["text"]


def test_practice_is_compared_with_what_was_said(finished: Finished) -> None:
    _, result = finished
    feedback = result["analysis"]["contentAnalysis"]["prepFeedback"]
    assert len(feedback["pairs"]) >= 2
    assert feedback["notAsked"]
    assert feedback["notPractised"]
    assert -100 <= feedback["improvement"] <= 100


def test_the_weak_answer_scores_below_the_strong_one(finished: Finished) -> None:
    _, result = finished
    judged = [
        exchange
        for exchange in result["analysis"]["contentAnalysis"]["exchanges"]
        if exchange["judged"]
    ]
    assert judged[0]["score"] > judged[-1]["score"]


def test_the_report_can_be_read_and_shows_no_secret(finished: Finished) -> None:
    done, result = finished
    assert f"{result['analysis']['overallScore']:.0f} of 100" in done.stdout
    assert "Practised against said" in done.stdout
    assert "\x1b[" not in done.stdout
    for secret in ("sig=", "accessToken", "AccountKey"):
        assert secret not in done.stdout + done.stderr
