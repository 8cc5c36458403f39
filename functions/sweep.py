"""Timers: interviews that stand still, deletions under way, recordings past their retention."""

from __future__ import annotations

import azure.functions as func

from shared import bootstrap
from shared.observability import invocation

blueprint = func.Blueprint()


@blueprint.function_name("sweep")
@blueprint.timer_trigger(
    arg_name="timer", schedule="%SWEEP_SCHEDULE%", run_on_startup=False, use_monitor=False
)
def sweep(timer: func.TimerRequest) -> None:
    """Move on what stands still, and carry on with deletions that could not be finished."""
    del timer
    with invocation("sweep") as summary:
        summary["interviews"] = bootstrap.sweeping().run()
        summary["deletions"] = bootstrap.deletion().carry_on()


@blueprint.function_name("retention")
@blueprint.timer_trigger(
    arg_name="timer", schedule="%RETENTION_SCHEDULE%", run_on_startup=False, use_monitor=False
)
def retention(timer: func.TimerRequest) -> None:
    """Erase interviews past their retention, and recordings that belong to no interview."""
    del timer
    with invocation("retention") as summary:
        summary["expired"] = bootstrap.retention().erase_expired()
        summary["orphans"] = bootstrap.retention().erase_orphans()
        bootstrap.retention().forget()
