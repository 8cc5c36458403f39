"""Who is the candidate: roles for the voices of a transcript, and how sure they are.

Recognisers split one voice into several, above all at its edges. The evidence is who asks and who
answers, who speaks more, and who takes turns with whom; it is weighed, not believed.
"""

from __future__ import annotations

from shared.domain.language.words import WORD as WORDS
from shared.domain.speakers.roles import CONFIRM_BELOW, assign_roles

__all__ = ["CONFIRM_BELOW", "WORDS", "assign_roles"]
