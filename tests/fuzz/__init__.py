"""Coverage-guided fuzzing of what strangers send.

A tool for a developer, not part of `make test`: atheris is not among the requirements::

    python3.13 -m venv /tmp/fuzz
    /tmp/fuzz/bin/pip install atheris numpy -r requirements.txt
    /tmp/fuzz/bin/python -m tests.fuzz transcript /tmp/corpus -max_total_time=600

The target is one of ``transcript``, ``callback``, ``token`` and ``media``; what follows is
libFuzzer's. A find is written to ``crash-…``: make it a test, then mend what it shows.
"""
