"""Where in an answer its situation, task, action and result are, and whether it tells a story."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.content.rubric import StarPart
from shared.domain.content.story_features import Mark, features_of, marks_of
from shared.domain.exchanges.questions import QuestionType
from shared.domain.language.clauses import Clause
from shared.domain.language.word_classes import Kept
from shared.domain.learned.linear import Linear
from shared.domain.learned.story_parts import STORY_PARTS

LEAST = -60
"""A clause is shown as a part where that is not much less likely than that it is none: in
hundredths of the logarithm of the odds."""
FEWEST_PARTS = 2
"""One part alone is no story where none was asked for."""
PARTS = tuple(StarPart)


class StoryFinder:
    """Finds the parts of a story by what was learned of clauses."""

    def __init__(self, learned: Linear) -> None:
        """The first of its classes is that a clause is no part, the others are the parts."""
        none, *parts = learned.bias
        self.learned = learned
        self._bias = tuple([part - none for part in parts])
        self._weighed: Kept[Mark, tuple[int, ...]] = Kept(self._weigh)

    def _weigh(self, mark: Mark) -> tuple[int, ...]:
        """What a mark says for each part, against it being none."""
        none, *parts = self.learned.sums(features_of(mark))
        return tuple([part - none for part in parts])

    def find(
        self, clauses: Sequence[Clause], asked: QuestionType, *, follows_up: bool
    ) -> dict[StarPart, Clause]:
        """The likeliest clause for each part that is told; empty where no story is.

        Args:
            asked: what the question asks for.
            follows_up: the question wants more of the answer before.
        """
        marked = marks_of(clauses, asked, follows_up=follows_up)
        weighed = self._weighed.__getitem__
        whole = list(map(sum, zip(self._bias, *map(weighed, marked.whole), strict=True)))
        likely: list[tuple[int, int, int]] = []
        for place, marks in enumerate(marked.clauses):
            sums = map(sum, zip(whole, *map(weighed, marks), strict=True))
            for part, weight in enumerate(sums):
                if weight >= LEAST:
                    likely.append((-weight, place, part))
        found: dict[int, int] = {}
        for _, place, part in sorted(likely):
            if part not in found and place not in found.values():
                found[part] = place
        if len(found) < FEWEST_PARTS and asked is not QuestionType.EXPERIENCE:
            return {}
        return {part: clauses[found[n]] for n, part in enumerate(PARTS) if n in found}


FINDER = StoryFinder(STORY_PARTS)
