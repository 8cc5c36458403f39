"""The decisions that are learned: from which examples, into which module."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from shared.domain.content import story
from shared.domain.content.rubric import StarPart
from shared.domain.conversation import ExchangeKind
from shared.domain.exchanges import cutting
from shared.domain.exchanges.cutting import GOES_ON
from shared.domain.learned.linear import Linear
from tests.evaluation.labelled import LabelledInterview
from tests.evaluation.training.examples import NO_PART, clauses_in, single_turns, turns_in
from tests.evaluation.training.logistic import Example, learn


@dataclass(frozen=True, slots=True)
class Decision:
    """One choice of the analyser's."""

    name: str
    """Of the module of weights; in capitals that of the value in it."""
    about: str
    install: Callable[[Linear], None]
    """Lets the analyser decide by these weights."""
    classes: tuple[str, ...]
    examples: Callable[[LabelledInterview], Iterable[Example]]
    penalty: float
    interviews_least: int
    more: Callable[[], Iterable[Example]] = tuple
    """What is learned from beside interviews."""

    def learned_from(self, interviews: Sequence[LabelledInterview]) -> Linear:
        """The weights."""
        found = [example for entry in interviews for example in self.examples(entry)]
        found += self.more()
        return learn(
            found, self.classes, penalty=self.penalty, interviews_least=self.interviews_least
        )


def _install_turns(learned: Linear) -> None:
    cutting.TURNS = learned


def _install_story_parts(learned: Linear) -> None:
    story.FINDER = story.StoryFinder(learned)


DECISIONS = (
    Decision(
        name="turns",
        about="What an interviewer's turn begins.",
        install=_install_turns,
        classes=(GOES_ON, *map(str, ExchangeKind)),
        examples=turns_in,
        penalty=2.0,
        interviews_least=4,
        more=single_turns,
    ),
    Decision(
        name="story_parts",
        about="Which part of a story a clause is.",
        install=_install_story_parts,
        classes=(NO_PART, *map(str, StarPart)),
        examples=clauses_in,
        penalty=6.0,
        interviews_least=3,
    ),
)
