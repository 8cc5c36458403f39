"""A transcript in place of a recording, over the running stack: no upload, no Video Indexer."""

from __future__ import annotations

from typing import Any

import pytest

from local.http_door import HttpDoor
from local.prep_session import insert_prep_session
from local.stack import Stack
from tests.acceptance.scripted import SCRIPT, wait_for_end

NAMES = {1: "John Doe", 2: "Maria Lopez"}
TEAMS = "WEBVTT\n\n" + "\n\n".join(
    f"00:{4 * number:02d}.000 --> 00:{4 * number + 3:02d}.500\n<v {NAMES[who]}>{text}</v>"
    for number, (who, text) in enumerate(SCRIPT)
)
TURNS = "\n".join(f"{NAMES[who]}: {text}" for who, text in SCRIPT)
UNLABELLED = "\n".join(text for _, text in SCRIPT)
ALONE = "\n\n".join(text for who, text in SCRIPT if who == 2 and "?" not in text)
TIMED = ("speakingPace", "pauses", "responseLatency", "longestMonologue", "interruptions")


def body(transcript: str, **changes: Any) -> dict[str, Any]:
    return {
        "company": "Contoso", "jobTitle": "Engineer", "interviewType": "behavioral",
        "transcript": transcript,
    } | changes  # fmt: skip


def imported(door: HttpDoor, transcript: str, **changes: Any) -> dict[str, Any]:
    """The interview with its results once it has ended."""
    answer = door.request("POST", "/transcripts", json=body(transcript, **changes))
    assert answer.status_code == 202, answer.text
    assert answer.json()["status"] == "analyzing"
    assert answer.headers["Location"] == f"/api/interviews/{answer.json()['id']}"
    ended = wait_for_end(door, answer.json()["id"])
    assert ended["status"] == "completed", ended["failure"]
    return door.interview(ended["id"], include="transcription,analysis")


def roles(interview: dict[str, Any]) -> dict[str, str]:
    return {
        entry["name"]: entry["role"] for entry in interview["transcription"]["speakers"]["speakers"]
    }


def test_a_teams_export_is_analysed_like_a_recording(stack: Stack, door: HttpDoor) -> None:
    interview = imported(door, TEAMS, notes="My notes", jobDescription="A job")
    assert roles(interview) == {"John Doe": "interviewer", "Maria Lopez": "candidate"}
    analysis = interview["analysis"]
    assert len(analysis["contentAnalysis"]["exchanges"]) > 1
    for name in TIMED:
        assert analysis["speechMetrics"][name]["measurable"], name
    assert not [v for v in stack.video_indexer.shown()["videos"] if interview["id"] in str(v)]
    path = f"/interviews/{interview['id']}"
    assert "<v Candidate>" in door.request("GET", f"{path}/transcription.vtt").text
    assert interview["id"].encode() in door.request("GET", "/me/export").content
    assert door.request("POST", f"{path}/retry").status_code == 409
    assert door.request("POST", f"{path}/upload-url").status_code == 409


def test_it_is_deleted_at_once_though_video_indexer_is_away(stack: Stack, door: HttpDoor) -> None:
    interview = imported(door, TEAMS)
    stack.stop_video_indexer()
    try:
        assert door.request("DELETE", f"/interviews/{interview['id']}").status_code == 204
    finally:
        stack.start_video_indexer()
    assert door.request("GET", f"/interviews/{interview['id']}").status_code == 404


def test_text_without_times_measures_nothing_that_needs_them(door: HttpDoor) -> None:
    interview = imported(door, TURNS)
    assert roles(interview) == {"John Doe": "interviewer", "Maria Lopez": "candidate"}
    metrics = interview["analysis"]["speechMetrics"]
    for name in TIMED:
        assert metrics[name]["measurable"] is False, name
        assert metrics[name]["value"] is None
        assert metrics[name]["reason"]
    assert metrics["speakingMs"] is None
    assert metrics["timeline"] == []
    assert metrics["fillerWords"]["measurable"]
    assert metrics["talkShare"]["detail"]["basis"] == "words"
    assert interview["analysis"]["overallScore"] > 0


def test_who_the_candidate_is_can_be_said(door: HttpDoor) -> None:
    interview = imported(door, TEAMS, candidateName="doe, john")
    assert roles(interview) == {"John Doe": "candidate", "Maria Lopez": "interviewer"}
    assert interview["transcription"]["speakers"]["confirmedByUser"] is True
    answer = door.request("POST", "/transcripts", json=body(TEAMS, candidateName="Anna"))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["candidateName"]


def test_and_be_corrected_afterwards(door: HttpDoor) -> None:
    interview = imported(door, TURNS)
    path = f"/interviews/{interview['id']}"
    speakers = interview["transcription"]["speakers"]["speakers"]
    other = next(entry["id"] for entry in speakers if entry["role"] == "interviewer")
    accepted = door.request("PUT", f"{path}/speakers", json={"candidateSpeakerIds": [other]})
    assert accepted.status_code == 202
    assert wait_for_end(door, interview["id"])["status"] == "completed"
    again = door.interview(interview["id"], include="transcription,analysis")
    assert roles(again) == {"John Doe": "candidate", "Maria Lopez": "interviewer"}
    words = again["analysis"]["speechMetrics"]["words"]
    assert words != interview["analysis"]["speechMetrics"]["words"]


@pytest.mark.parametrize(("transcript", "unsure"), [(UNLABELLED, True), (ALONE, False)])
def test_without_speakers_it_is_taken_for_one_person_and_asked_where_somebody_asks(
    door: HttpDoor, transcript: str, unsure: bool
) -> None:
    interview = imported(door, transcript)
    assert interview["analysis"]["contentAnalysis"]["speakersNeedConfirmation"] is unsure
    assert list(roles(interview).values()) == ["candidate"]
    path = f"/interviews/{interview['id']}"
    answer = door.request("PUT", f"{path}/speakers", json={"candidateSpeakerIds": [0]})
    assert answer.status_code == 202
    assert wait_for_end(door, interview["id"])["status"] == "completed"
    again = door.interview(interview["id"], include="transcription,analysis")
    assert again["transcription"]["speakers"]["confirmedByUser"] is True
    assert again["analysis"]["contentAnalysis"]["speakersNeedConfirmation"] is False


def test_the_same_key_makes_one_interview(door: HttpDoor) -> None:
    headers = {"Idempotency-Key": "double-click"}
    first = door.request("POST", "/transcripts", json=body(TURNS), headers=headers)
    second = door.request("POST", "/transcripts", json=body(TURNS), headers=headers)
    other = door.request("POST", "/transcripts", json=body(TEAMS), headers=headers)
    assert (first.status_code, second.status_code, other.status_code) == (202, 200, 422)
    assert first.json()["id"] == second.json()["id"]
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(door.request("GET", "/interviews").json()["items"]) == 1


def test_what_is_no_transcript_is_refused_with_its_line(door: HttpDoor) -> None:
    broken = "WEBVTT\n\n00:01.000 --> soon\nMy secret\n"
    answer = door.request("POST", "/transcripts", json=body(broken))
    assert answer.status_code == 422
    assert answer.json()["code"] == "not_a_transcript"
    assert answer.json()["errors"]["transcript"].startswith("line 3: ")
    assert "secret" not in answer.text
    assert door.request("GET", "/interviews").json()["items"] == []


def test_a_large_transcript_is_taken_and_a_larger_one_refused(door: HttpDoor) -> None:
    large = "\n".join([TURNS] * 600)
    assert len(large) > 400_000
    assert door.request("POST", "/transcripts", json=body(large)).status_code == 202
    too_large = door.request("POST", "/transcripts", json=body("x y\n" * 1_200_000))
    assert too_large.status_code == 413
    too_long = door.request("POST", "/transcripts", json=body("x y " * 1_060_000))
    assert too_long.status_code == 422
    odd = door.request(
        "POST", "/transcripts", content=b'{"transcript": "\\ud800\\u0000"}',
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    assert odd.status_code == 422


def test_only_a_prep_session_of_ones_own(stack: Stack, door: HttpDoor, user_id: str) -> None:
    prep = {
        "company": "Contoso", "jobTitle": "Engineer",
        "questions": ["Tell me about a time you worked under a tight deadline."],
        "practiceAnswers": [],
    }  # fmt: skip
    own = insert_prep_session(stack.database_url, user_id, prep)
    foreign = insert_prep_session(stack.database_url, "somebody-else", prep)
    refused = [
        door.request("POST", "/transcripts", json=body(TURNS, prepSessionId=id_))
        for id_ in (foreign, "c" + "0" * 24)
    ]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert refused[0].json()["errors"] == refused[1].json()["errors"]
    interview = imported(door, TURNS, prepSessionId=own)
    assert interview["analysis"]["contentAnalysis"]["prepFeedback"]["pairs"]


def test_what_we_write_can_be_imported_again(door: HttpDoor) -> None:
    first = imported(door, TEAMS)
    for kind in ("vtt", "srt", "txt"):
        text = door.request("GET", f"/interviews/{first['id']}/transcription.{kind}").text
        again = imported(door, text)
        assert roles(again) == {"Interviewer": "interviewer", "Candidate": "candidate"}
        before, after = first["analysis"], again["analysis"]
        assert after["speechMetrics"]["words"] == before["speechMetrics"]["words"]
        questions = [
            [entry["question"] for entry in analysis["contentAnalysis"]["exchanges"]]
            for analysis in (before, after)
        ]
        assert questions[0] == questions[1]
