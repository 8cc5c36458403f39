"""``python -m tests.reliability [RESULTS.xml]`` writes the table in docs/reliability.md.

With pytest's JUnit file of a whole run it says for each case how its tests ended.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.reliability.table import DOCUMENT, outcomes, written

if __name__ == "__main__":
    results = outcomes(Path(sys.argv[1])) if len(sys.argv) > 1 else {}
    DOCUMENT.write_text(written(DOCUMENT.read_text(encoding="utf-8"), results), encoding="utf-8")
