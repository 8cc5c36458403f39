"""The analyser is as good as docs/evaluation.md says, and good enough."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evaluation.document import BEGIN, DOCUMENT, END, rewrite, tables, written_table
from tests.evaluation.labelled import labelled_interviews, read
from tests.evaluation.measuring import Measured
from tests.evaluation.rewriting import CHANGES, bare, in_figures, rewritten, without_hesitations
from tests.evaluation.table import TARGETS, TAU_TARGET
from tests.evaluation.training.folds import measure_rules


@pytest.fixture(scope="module")
def measured() -> Measured:
    known = labelled_interviews()
    return measure_rules(known, known)


def test_the_documents_table_is_what_the_code_gives(measured: Measured) -> None:
    assert written_table(DOCUMENT) == tables(measured, labelled_interviews()), "run `make eval`"


@pytest.mark.parametrize("group", ["held-out", "all"])
@pytest.mark.parametrize("name", TARGETS)
def test_the_targets_hold(measured: Measured, group: str, name: str) -> None:
    f1 = measured.counts(group, name).f1
    assert f1 is not None
    assert f1 >= TARGETS[name]


@pytest.mark.parametrize("group", ["held-out", "all"])
def test_the_scores_are_in_the_gold_order(measured: Measured, group: str) -> None:
    tau = measured.tau(group)
    assert tau is not None
    assert tau >= TAU_TARGET


def test_every_quote_was_said(measured: Measured) -> None:
    counts = [
        entry.counts["valid quotes"]
        for entry in measured.comparisons
        if entry.counts["candidate's lines"].f1 == 1  # else another's words are taken for theirs
    ]
    assert len(counts) > 30
    assert sum(entry.right for entry in counts) > 1000
    assert sum(entry.wrong for entry in counts) == 0


def test_the_same_interview_is_judged_alike(measured: Measured) -> None:
    assert measured.levels_repeated == 1
    assert measured.score_range == 0


def test_the_set_has_what_it_should() -> None:
    interviews = labelled_interviews()
    assert sum(entry.half == "held-out" for entry in interviews) >= 8
    assert sum(entry.kind == "adversarial" for entry in interviews) >= 6
    assert {entry.half for entry in interviews} == {"development", "held-out"}
    for entry in interviews:
        assert 1 <= entry.quality <= 10
        keys = [key for key, _, _ in entry.practised]
        asked = [exchange.practised for exchange in entry.exchanges if exchange.practised]
        assert set(asked) <= set(keys), entry.name
        assert len(asked) == len(set(asked)), entry.name


@pytest.mark.parametrize(
    ("change", "said", "written"),
    [
        (in_figures, "[R it fell by {like} twenty-five per cent,] one of three million",
         "[R it fell by {like} 25%,] one of three million"),
        (in_figures, "a hundred thousand users in nineteen ninety, the third of two",
         "100,000 users in nineteen ninety, the third of 2"),
        (without_hesitations, "Um, so [A I, uh, called] her.", "so [A I, called] her."),
        (bare, "{Well}, [S Mr. O'Neil was ill.] 9.4 s!", "{well} [S mr o'neil was ill] 9.4 s"),
    ],
)  # fmt: skip
def test_interviews_can_be_written_as_other_recognisers_do(
    change: Callable[[str], str], said: str, written: str
) -> None:
    assert change(said) == written


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_labelled_stays_labelled(change: Callable[[str], str]) -> None:
    for entry in labelled_interviews():
        changed = rewritten(entry, change)
        assert len(changed.transcript.lines) == len(entry.transcript.lines)
        assert [mark.part for mark in changed.star] == [mark.part for mark in entry.star]
        assert len(changed.fillers) == len(entry.fillers)


def test_only_what_the_candidate_says_is_labelled() -> None:
    head = "about: x\nhalf: development\nkind: phone\nquality: 5\ncandidate: 1\n\ntranscript:\n"
    assert len(read("fine", f"{head}= question\n2 - Why?\n1 - {{Well}}, no.\n").fillers) == 1
    with pytest.raises(ValueError, match=r"Only the candidate.s words are labelled.*So"):
        read("broken", f"{head}= question\n2 - {{So}}, why?\n1 - No.\n")


def test_a_line_out_of_form_is_named() -> None:
    head = "about: x\nhalf: development\nkind: phone\nquality: 5\ncandidate: 1\n\ntranscript:\n"
    with pytest.raises(ValueError, match="Not a line of speech"):
        read("broken", f"{head}= question\n1 nonsense here\n")


def test_only_the_table_is_written_anew(tmp_path: Path) -> None:
    document = tmp_path / "evaluation.md"
    document.write_text(f"# Head\n\n{BEGIN}\nold\n\n{END}\ntail\n")
    rewrite(document, "| new |")
    assert document.read_text() == f"# Head\n\n{BEGIN}\n| new |\n\n{END}\ntail\n"
    assert written_table(document) == "| new |"
    document.write_text("no marks")
    with pytest.raises(ValueError, match="no marks"):
        rewrite(document, "| new |")
