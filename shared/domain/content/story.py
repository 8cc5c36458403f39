"""Where in an answer its situation, task, action and result are, and whether it tells a story."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.content.rubric import StarPart
from shared.domain.content.story_features import Mark, features_of, marks_of
from shared.domain.exchanges.questions import QuestionType
from shared.domain.language.clauses import Clause
from shared.domain.language.word_classes import Kept
from shared.domain.learned.linear import HALF, LANE, MASK, Linear, packed
from shared.domain.learned.story_parts import STORY_PARTS

LEAST = -60
"""A clause is shown as a part where that is not much less likely than that it is none: in
hundredths of the logarithm of the odds."""
FEWEST_PARTS = 2
"""One part alone is no story where none was asked for."""
PARTS = tuple(StarPart)
LIKELY = tuple(HALF << LANE * place for place in range(len(PARTS)))
"""In a packed number the topmost bit of each part's; set where that is not below 0, if HALF was
added to it."""
ANY_LIKELY = sum(LIKELY)


class StoryFinder:
    """Finds the parts of a story by what was learned of clauses."""

    def __init__(self, learned: Linear) -> None:
        """The first of its classes is that a clause is no part, the others are the parts."""
        self.learned = learned
        self._bias = self._against_none(learned.bias) + packed([HALF - LEAST] * len(PARTS))
        self._weighed: Kept[Mark, int] = Kept(self._weigh)

    @staticmethod
    def _against_none(weights: Sequence[int]) -> int:
        none, *parts = weights
        return packed([part - none for part in parts])

    def _weigh(self, mark: Mark) -> int:
        """What a mark says for each part, against it being none."""
        return self._against_none(self.learned.sums(features_of(mark)))

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
        whole = sum(map(weighed, marked.whole), self._bias)
        likely: list[tuple[int, int, int]] = []
        for place, marks in enumerate(marked.clauses):
            sums = sum(map(weighed, marks), whole)
            if sums & ANY_LIKELY:
                for part, bit in enumerate(LIKELY):
                    if sums & bit:
                        likely.append((-(sums >> LANE * part & MASK), place, part))
        found: dict[int, int] = {}
        for _, place, part in sorted(likely):
            if part not in found and place not in found.values():
                found[part] = place
        if len(found) < FEWEST_PARTS and asked is not QuestionType.EXPERIENCE:
            return {}
        return {part: clauses[found[n]] for n, part in enumerate(PARTS) if n in found}


FINDER = StoryFinder(STORY_PARTS)
