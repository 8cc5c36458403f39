"""What breaks: processes are killed, restarted and stopped, and remote systems answer nonsense."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from local.processes import ChildProcess
from tests.acceptance.scripted import INTERVIEW
from tests.fixtures.standstill import stopped
from tests.soak.stage import Stage
from tests.stand_ins import language_model_faults as model_faults

HEARD = {"transcript": INTERVIEW}
SCRIPTED_FAILURES = "transcription fails"
CALLBACKS = ("once", "twice", "never", "early")
INDEXER_ROUTES = ("upload", "find", "index", "delete", "token", "account")
INDEXER_FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 429, "headers": {"Retry-After": "soon"}},
    {"status": 500},
    {"status": 503, "body": "busy"},
    {"html": True},
    {"html": True, "status": 200},
    {"status": 200, "body": {"hello": "world"}},
    {"reset": True},
    {"truncate": True},
    {"commit_then_drop": True},
    {"delay_s": 3.0},
    {"delay_s": 40.0},  # longer than our client waits
)
MODEL_FAULTS = (
    model_faults.status(429, retry_after="1"),
    model_faults.status(429, retry_after="soon"),
    model_faults.status(500),
    model_faults.status(503),
    model_faults.says("I would rather not say."),
    model_faults.gives({"levels": "none"}),
    model_faults.reset,
    model_faults.half_a_body,
    model_faults.cut_by_length,
    model_faults.refuses,
    model_faults.hangs,
)


class Chaos:
    """Two threads that break things by chance, from ``start`` to ``stop``."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self.back_after_s: dict[str, list[float]] = {}
        """Fault → seconds from its beginning until both workers were ready again, by their own
        word: a worker stays away for 3 s at most, and a stall takes 7 s at most."""
        self.errors: list[BaseException] = []
        self._stage = stage
        self._over = threading.Event()
        self._processes = random.Random(seed + 1)
        self._wire = random.Random(seed + 2)
        self._threads = [
            threading.Thread(target=self._guarded, args=(self._break_processes,), daemon=True),
            threading.Thread(target=self._guarded, args=(self._break_the_wire,), daemon=True),
        ]

    def start(self) -> None:
        """Let it happen."""
        self._stage.stack.video_indexer.change({"outcome": HEARD | {"after_s": 1}})
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Everything runs and answers again."""
        self._over.set()
        for thread in self._threads:
            thread.join()
        self._stage.model.behave()
        quiet = {"faults": {route: [] for route in INDEXER_ROUTES}, "callbacks": "once"}
        self._stage.stack.video_indexer.change(quiet | {"next_outcomes": []})
        if self.errors:
            raise self.errors[0]

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self.errors.append(error)

    def _break_processes(self) -> None:
        stack, chance = self._stage.stack, self._processes
        breaks: dict[str, Callable[[], None]] = {
            "worker killed": self._kill_a_worker,
            "Postgres killed": stack.restart_postgres,
            "Postgres stalled": lambda: self._stall(stack.postgres.process),
            "Azurite restarted": stack.restart_azurite,
            "Azurite stalled": lambda: self._stall(stack.azurite.process),
        }
        while not self._over.wait(chance.uniform(0.5, 5)):
            name = chance.choices(list(breaks), [5, 2, 2, 2, 2])[0]
            begun = time.monotonic()
            breaks[name]()
            self.counts[name] += 1
            self._wait_until_ready()
            self.back_after_s.setdefault(name, []).append(time.monotonic() - begun)

    def _kill_a_worker(self) -> None:
        worker = self._processes.choice(self._stage.workers)
        worker.kill()
        self._over.wait(self._processes.uniform(0, 3))
        worker.start()

    def _stall(self, process: ChildProcess) -> None:
        with stopped(process.pid):
            self._over.wait(self._processes.uniform(0.5, 7))

    def _wait_until_ready(self) -> None:
        """Both workers say that they are: settings, database and storage can be used."""
        for worker in self._stage.workers:
            url = f"http://127.0.0.1:{worker.port}/api/health/ready"
            while not self._ready(url):
                time.sleep(0.05)

    def _ready(self, url: str) -> bool:
        with suppress(Exception):
            return self._stage.http.get(url).is_success
        return False

    def _break_the_wire(self) -> None:
        chance, indexer = self._wire, self._stage.stack.video_indexer
        while not self._over.wait(chance.uniform(0.5, 3)):
            if chance.random() < 0.5:
                fault = chance.choice(MODEL_FAULTS)
                self._stage.model.misbehave(fault, times=chance.choice((1, 2, 5, 10)))
                self.counts["model misbehaves"] += 1
                continue
            route = chance.choice(INDEXER_ROUTES)
            fault_of_indexer = chance.choice(INDEXER_FAULTS) | {"times": chance.choice((1, 2, 6))}
            change: dict[str, Any] = {
                "faults": {route: [fault_of_indexer]},
                "callbacks": chance.choice(CALLBACKS),
            }
            if chance.random() < 0.2:
                change["next_outcomes"] = [{"failure": {"code": "General"}}]
                self.counts[SCRIPTED_FAILURES] += 1
            indexer.change(change)
            self.counts["Video Indexer misbehaves"] += 1
