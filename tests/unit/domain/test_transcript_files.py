"""Transcripts as people have them, from the services that write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import captions
from shared.domain.conversation import Line, Transcript
from shared.domain.exchanges.cutting import find_exchanges
from shared.domain.speakers import assign_roles
from shared.domain.speech.measure import measure_speech
from shared.domain.transcript_files import Format, find_speaker, named_candidate, read_transcript
from shared.errors import NotATranscript

type Said = list[tuple[str, str]]
type Timed = list[tuple[int | None, int | None]]

TEAMS_VTT = """\
WEBVTT

3fe1bbd2-2f5b-4f1b-9d0a-0d3b3a1f3a3e/14-0
00:00:03.120 --> 00:00:05.870
<v Doe, John (External)>Tell me about a time
you failed.</v>

3fe1bbd2-2f5b-4f1b-9d0a-0d3b3a1f3a3e/15-0
00:00:06.500 --> 00:00:09.000
<v Maria López>Sure &amp; gladly: at Contoso</v>

3fe1bbd2-2f5b-4f1b-9d0a-0d3b3a1f3a3e/15-1
00:00:09.000 --> 00:00:11.000
<v Maria López>I broke the build.</v>
"""
ZOOM_VTT = """\
WEBVTT

1
00:00:01.000 --> 00:00:03.000
John Doe: Tell me about

2
00:00:03.100 --> 00:00:05.000
John Doe: yourself.

3
00:00:06.000 --> 00:00:09.000
Maria López: I build things: fast ones.
"""
ZOOM_TEXT = """\
[John Doe] 23:59:58
Tell me about yourself.

[Maria López] 00:00:10
I build things.
Fast ones.
"""
TEAMS_TEXT = """\
Interview with Maria
January 5, 2026, 3:00PM
45m 3s

John Doe started transcription

John Doe   0:03
Tell me about yourself.

Maria López   1:02:09
I build things. We met at 10:30.
Result: fast ones.

John Doe stopped transcription
"""
OTTER = "John Doe  0:12  \nTell me about yourself.\n\nSpeaker 2  1:02  \nI build things.\n\n\
Transcribed by https://otter.ai\n"
MEET = """\
Mock interview (2026-01-05 at 10:00 GMT) - Transcript
Attendees
John Doe, Maria López
Transcript

00:00:00

**John Doe:** Tell me about yourself.
Maria López: I build things: fast ones.

00:05:00

John Doe: Anything else?

Transcription ended after 00:05:10
"""
SRT = """\
1
00:00:01,000 --> 00:00:02,500
Interviewer: Why us?

2
00:00:03,000 --> 00:00:05,000
Candidate: <i>Because</i> of {\\an8}you,
and the work.

3
00:00:07,000 --> 00:00:08,000
42
"""
OLD_TEAMS = """\
0:0:0.0 --> 0:0:2.340
John Doe
Why us?
0:0:3.0 --> 0:0:4.340
Maria
Because.
0:0:5.0 --> 0:0:6.340
John Doe
And then?
0:0:7.0 --> 0:0:8.340
Maria
Nothing.
"""


def said(transcript: Transcript) -> Said:
    names = transcript.speaker_names
    return [(names.get(line.speaker_id or 0, ""), line.text) for line in transcript.lines]


def times(transcript: Transcript) -> Timed:
    return [(line.start, line.end) for line in transcript.lines]


JOHN_ASKS = ("John Doe", "Tell me about yourself.")


@pytest.mark.parametrize(
    ("text", "expected", "expected_times"),
    [
        pytest.param(
            TEAMS_VTT,
            [
                ("Doe, John (External)", "Tell me about a time you failed."),
                ("Maria López", "Sure & gladly: at Contoso I broke the build."),
            ],
            [(3120, 5870), (6500, 11000)], id="teams vtt",
        ),
        pytest.param(
            ZOOM_VTT, [JOHN_ASKS, ("Maria López", "I build things: fast ones.")],
            [(1000, 5000), (6000, 9000)], id="zoom vtt",
        ),
        pytest.param(
            ZOOM_TEXT,
            [JOHN_ASKS, ("Maria López", "I build things."), ("Maria López", "Fast ones.")],
            [(0, None), (12_000, None), (None, None)], id="zoom text, over midnight",
        ),
        pytest.param(
            TEAMS_TEXT,
            [
                JOHN_ASKS, ("Maria López", "I build things. We met at 10:30."),
                ("Maria López", "Result: fast ones."),
            ],
            [(3000, None), (3_729_000, None), (None, None)], id="teams text",
        ),
        pytest.param(
            OTTER, [JOHN_ASKS, ("Speaker 2", "I build things.")],
            [(12_000, None), (62_000, None)], id="otter",
        ),
        pytest.param(
            MEET,
            [
                JOHN_ASKS, ("Maria López", "I build things: fast ones."),
                ("John Doe", "Anything else?"),
            ],
            [(None, None), (None, None), (300_000, None)], id="google meet",
        ),
        pytest.param(
            SRT,
            [
                ("Interviewer", "Why us?"), ("Candidate", "Because of you, and the work."),
                ("Candidate", "42"),
            ],
            [(1000, 2500), (3000, 5000), (7000, 8000)], id="srt",
        ),
        pytest.param(
            OLD_TEAMS,
            [("John Doe", "Why us?"), ("Maria", "Because."), ("John Doe", "And then?"),
             ("Maria", "Nothing.")],
            [(0, 2340), (3000, 4340), (5000, 6340), (7000, 8340)], id="teams docx of old",
        ),
        pytest.param(
            "Speaker 1 (00:01):\nWhy us?\nSpeaker 2 (00:05): Because.",
            [("Speaker 1", "Why us?"), ("Speaker 2", "Because.")],
            [(1000, None), (5000, None)], id="name and time in brackets",
        ),
        pytest.param(
            "[00:00:12] Anna: Why us?\n[00:00:15] Bob: Because.",
            [("Anna", "Why us?"), ("Bob", "Because.")],
            [(12_000, None), (15_000, None)], id="time before the name",
        ),
        pytest.param(
            "0:00\nWhy us?\n0:04\nBecause.", [("", "Why us?"), ("", "Because.")],
            [(0, None), (4000, None)], id="times alone",
        ),
        pytest.param(
            "Q: Why us?\nA: Because.\nIt is near.",
            [("Q", "Why us?"), ("A", "Because."), ("A", "It is near.")], [(None, None)] * 3,
            id="question and answer",
        ),
        pytest.param(
            "I worked there.\n\nResult: it went well.",
            [("", "I worked there."), ("", "Result: it went well.")], [(None, None)] * 2,
            id="one person's words",
        ),
    ],
)  # fmt: skip
def test_what_services_export(text: str, expected: Said, expected_times: Timed) -> None:
    transcript = read_transcript(text)
    assert said(transcript) == expected
    assert times(transcript) == expected_times
    windows = read_transcript("\ufeff" + text.replace("\n", "\r\n"))
    assert windows == transcript


def cue(payload: str, span: str = "00:01.000 --> 00:03.000") -> str:
    return f"WEBVTT\n\n{span}\n{payload}\n"


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("<v Anna>Hi <i>there</i></v>", [("Anna", "Hi there")]),
        ("<v.loud.first Anna>Hi", [("Anna", "Hi")]),
        ("<v R&amp;D &lt;Anna&gt;>Hi", [("R&D <Anna>", "Hi")]),
        ("<v Anna>Hi.\n<v Bob>Hello.", [("Anna", "Hi."), ("Bob", "Hello.")]),
        ("<c.yellow.bg_blue>a</c> &lt;b&gt; &nbsp;c&#x21;", [("", "a <b> c!")]),
        ("<lang en-GB>Hi</lang> <ruby>a<rt>b</rt></ruby>", [("", "Hi ab")]),
        ("at AT&T &copy &unknown; 3 &amp;amp; 4", [("", "at AT&T &copy &unknown; 3 &amp; 4")]),
        ("a\0b \ud800c \u200bd", [("", "ab c d")]),
    ],
)
def test_what_stands_in_a_cue(payload: str, expected: Said) -> None:
    assert said(read_transcript(cue(payload))) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ("00:01.000 --> 00:03.000 align:start position:0%", (1000, 3000)),
        ("10:00:01,5 --> 99:00:03,000", (36_001_500, 356_403_000)),
        ("-00:00:01.000 --> 00:00:03.000", (0, 3000)),
        ("00:05.000 --> 00:03.000", (3000, 5000)),
        ("0:1.0 --> 0:3.0", (1000, 3000)),
        ("00:01.123456 --> 00:03.999999", (1123, 3999)),
    ],
)
def test_times_as_they_come(span: str, expected: tuple[int, int]) -> None:
    assert times(read_transcript(cue("Hi", span))) == [expected]


def test_what_is_no_speech_in_webvtt_is_left_out() -> None:
    text = (
        "\n\nWEBVTT - An interview\nKind: captions\nLanguage: en\n\nNOTE\nnot said\nnot said\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nname of the cue\n00:01.000 --> 00:02.000\n"
        "one.\n\nNOTE not said\n\n2\n00:03.000 --> 00:04.000\ntwo.\n"
    )
    assert said(read_transcript(text)) == [("", "one."), ("", "two.")]


def test_cues_out_of_order_and_overlapping() -> None:
    text = (
        "WEBVTT\n\n00:10.000 --> 00:12.000\n<v B>later.\n\n00:01.000 --> 00:11.000\n<v A>first.\n"
        "\n00:02.000 --> 00:03.000\n<v B>in between.\n"
    )
    transcript = read_transcript(text)
    assert said(transcript) == [("A", "first."), ("B", "in between."), ("B", "later.")]
    assert times(transcript) == [(1000, 11_000), (2000, 3000), (10_000, 12_000)]


def test_subrip_without_numbers_or_empty_lines_and_with_too_many() -> None:
    text = (
        "00:00:01,000 --> 00:00:02,000\none.\n2\n00:00:03,000 --> 00:00:04,000\n\ntwo,\n\nthree.\n"
    )
    assert said(read_transcript(text)) == [("", "one."), ("", "two, three.")]


def test_captions_that_roll_are_said_once() -> None:
    text = (
        "WEBVTT\n\n00:00.000 --> 00:02.000\n \nso<00:00:00.500><c> tell</c><00:00:01.000><c> me</c>\n\n"
        "00:02.000 --> 00:02.010\nso tell me\n \n\n"
        "00:02.010 --> 00:04.000\nso tell me\nabout<00:00:03.000><c> it</c>\n"
    )
    assert " ".join(text for _, text in said(read_transcript(text))) == "so tell me about it"


def test_a_sentence_that_captions_cut_is_one_line_and_a_pause_stays_one() -> None:
    spans = ["00:01.000 --> 00:02.000", "00:02.900 --> 00:03.000", "00:04.000 --> 00:05.000"]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"{span}\n<v A>{word}" for span, word in zip(spans, ("one", "two", "three"), strict=True)
    )
    transcript = read_transcript(text)
    assert said(transcript) == [("A", "one two"), ("A", "three")]
    assert times(transcript) == [(1000, 3000), (4000, 5000)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        (" \n\ufeff\n", 1),
        ("WEBVTT", 1),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i> ...\n", 1),
        ("WEBVTT\n\n00:0x.000 --> 00:02.000\nHi\n", 3),
        ("1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 -->\nHo\n", 6),
        ("WEBVTT\n\n00:01.000 --> 9999:00:02.000\nHi\n", 3),
        ("%PDF-1.7\n", 1),
        ("PK\x03\x04\x14\0\x06\0", 1),
        ("{\\rtf1 hi}", 1),
        ('{"videos": []}', 1),
        ("h\0e\0l\0l\0o\0" * 20, 1),
        ("x" * 250_001, 1),
        ("hi\n" * 100_001, 100_001),
        ("\n".join(f"Name{number} X: hi" for number in range(60)), 51),
        ("x" * (4 * 1024**2 + 1), 1),
    ],
)
def test_what_is_no_transcript_says_where(text: str, line: int) -> None:
    with pytest.raises(NotATranscript) as caught:
        read_transcript(text)
    assert caught.value.line == line
    assert caught.value.fields["transcript"].startswith(f"line {line}: ")


def test_the_format_can_be_said() -> None:
    with pytest.raises(NotATranscript):
        read_transcript("Anna: hi\nBob: ho", "srt")
    assert said(read_transcript("Anna: hi\nBob: ho", "text")) == [("Anna", "hi"), ("Bob", "ho")]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("maria lopez", 2), ("Maria", 2), ("LOPEZ, Maria", 2), ("Maria Elena Lopez", 2),
        ("Doe", 1), ("Maria Lopes", None), ("", None), ("...", None), ("Anna", None),
        ("Anna Berg", 3),
    ],
)  # fmt: skip
def test_the_candidate_is_found_by_name(wanted: str, found: int | None) -> None:
    names = {1: "John Doe", 2: "Maria Lopez", 3: "Anna Berg", 4: "Anna Ek"}
    assert find_speaker(wanted, names) == found


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({1: "Interviewer", 2: "candidate"}, 2), ({1: "Me", 2: "John"}, 1),
        ({1: "Candidate", 2: "Me"}, None), ({1: "John", 2: "Maria"}, None), ({}, None),
    ],
)  # fmt: skip
def test_a_file_may_say_who_the_candidate_is(names: dict[int, str], found: int | None) -> None:
    assert named_candidate(names) == found


def test_without_times_nothing_is_measured_that_needs_them() -> None:
    answer = "I led the team and we shipped the release on time. " * 12
    question = "Thanks for joining us. Could you tell us about a project that you led?"
    for text in (f"Interviewer: {question}\nCandidate: {answer}",
                 f"Interviewer  0:01\n{question}\n\nCandidate  0:05\n{answer}"):  # fmt: skip
        transcript = read_transcript(text)
        speakers = assign_roles(transcript)
        metrics = measure_speech(transcript, speakers, find_exchanges(transcript, speakers))
        for name in ("speaking_pace", "pauses", "long_pauses", "response_latency",
                     "longest_monologue", "interruptions", "interrupted"):  # fmt: skip
            metric = getattr(metrics, name)
            assert not metric.measurable, name
            assert metric.value is None
            assert metric.reason
        assert metrics.filler_words.measurable
        assert metrics.talk_share.measurable


WORD = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)
TEXT = st.lists(WORD, min_size=1, max_size=30).map(" ".join)
NAMES = {1: "Candidate", 2: "Interviewer", 3: "Speaker 3", 4: "Maria van der Berg"}


@st.composite
def transcripts(draw: st.DrawFn, *, voices: bool, timed: bool) -> Transcript:
    lines, clock = [], 0
    for text in draw(st.lists(TEXT, min_size=1, max_size=12)):
        start = clock + draw(st.integers(0, 5000))
        clock = start + draw(st.integers(len(text) * 20, 20_000))
        lines.append(
            Line(
                start=start if timed else None, end=clock if timed else None, text=text,
                speaker_id=draw(st.sampled_from(list(NAMES))) if voices else None,
            )
        )  # fmt: skip
    return Transcript(lines=tuple(lines))


def words_by_speaker(transcript: Transcript, names: dict[int, str]) -> Said:
    return [
        (names.get(line.speaker_id or 0, ""), word)
        for line in transcript.lines
        for word in line.text.split()
    ]


@given(
    st.booleans().flatmap(lambda voices: transcripts(voices=voices, timed=True))
    | transcripts(voices=True, timed=False)
)
def test_what_we_write_we_read_again(transcript: Transcript) -> None:
    expected = words_by_speaker(transcript, NAMES)
    for write in (captions.to_vtt, captions.to_srt, captions.to_text):
        again = read_transcript(write(transcript, NAMES))
        found = words_by_speaker(again, again.speaker_names)
        assert _turns(found) == _turns(expected)


def test_a_long_line_that_comes_back_is_no_name() -> None:
    text = "Extraordinarily Uncomfortable Circumstances Again"
    said = Transcript(
        lines=tuple(Line(start=n * 9000, end=n * 9000 + 4000, text=text) for n in range(3))
    )
    for write in (captions.to_vtt, captions.to_srt):
        again = read_transcript(write(said, {}))
        assert [line.text for line in again.lines] == [text] * 3
        assert again.speaker_names == {}


def _turns(words: Said) -> Said:
    """Each speaker's words in a row; captions may cut a word that is longer than a line."""
    turns: Said = []
    for name, word in words:
        if turns and turns[-1][0] == name:
            turns[-1] = (name, turns[-1][1] + word)
        else:
            turns.append((name, word))
    return turns


PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "\r\n", "-->", " --> ", "00:01.000", "00:00:02,5", "-1:00", "99:99:99",
     "<v Anna>", "</v>", "<v", "<", ">", "<i>", "&amp;", "&#0;", "&#xd800;", "NOTE", "STYLE", "1",
     "Anna: ", "Bob  0:12", "[Bob] 10:12:01", "(0:01)", "hello", " ", "\t", "\0", "\ud800", "\ufeff",
     ":", "：", "**", "{\\an8}", "<00:01.500><c>", "\u2028", "."]
)  # fmt: skip


@given(
    st.text() | st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join),
    st.sampled_from(["auto", "vtt", "srt", "text"]),
)
def test_whatever_it_is_there_is_one_error_and_times_rise(text: str, kind: Format) -> None:
    try:
        transcript = read_transcript(text, kind)
    except NotATranscript:
        return
    assert transcript.lines
    starts = [line.start for line in transcript.lines if line.start is not None]
    assert starts == sorted(starts)
    for line in transcript.lines:
        assert line.text == " ".join(line.text.split())
        assert line.text
        assert line.end is None or (line.start is not None and 0 <= line.start <= line.end)
        assert line.speaker_id is None or line.speaker_id in transcript.speaker_names
        line.text.encode()
    assert all(transcript.speaker_names.values())
