"""The Functions app: every blueprint, and nothing else."""

from __future__ import annotations

import azure.functions as func

from functions import (
    account,
    analyze_interview,
    dead_letters,
    indexer_callback,
    interviews,
    practice,
    progress,
    results,
    service,
    start_indexing,
    sweep,
    transcripts,
    unknown_route,
)
from shared.bootstrap import validate_at_start
from shared.observability import configure_logging

configure_logging()
validate_at_start()

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
for module in (
    interviews,
    transcripts,
    practice,
    results,
    progress,
    account,
    start_indexing,
    indexer_callback,
    analyze_interview,
    dead_letters,
    sweep,
    service,
    unknown_route,
):
    app.register_functions(module.blueprint)
