"""Hundreds of interviews at once, on several instances of the app, while everything goes wrong.

Everything is real but Video Indexer: PostgreSQL, Azurite and its queue, HTTP in both directions.
Time runs ``SPEED`` times as fast: the stand-in's limits, the pace, leases, and the sweep.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from azure.storage.queue import QueueClient, TextBase64DecodePolicy
from sqlalchemy import text

from local.azurite import Azurite
from local.video_indexer_process import VideoIndexerStandIn
from shared.clients.storage.blobs import BlobRecordingStore
from shared.clients.storage.queues import StorageMessageQueue
from shared.contracts.messages import read_index_ready
from shared.errors import RequestError, Unavailable
from shared.services.transcription.pacing import Pacing
from tests.acceptance.scripted import INTERVIEW, sample
from tests.fixtures.video_indexer import Control, client_of
from tests.integration.services.steps import HookedDatabase, World

SPEED = 20
INSTANCES = 3
PER_MINUTE = 100
LEASE_S = 100 // SPEED
PATIENCE = timedelta(seconds=120 / SPEED)
FAULT = 0.05
"""Of each of four kinds: a fifth of all calls."""
KINDS: tuple[dict[str, Any], ...] = (
    {"status": 429, "headers": {"Retry-After": "1"}},
    {"status": 503},
    {"reset": True},
    {"commit_then_drop": True},
)


class Burst:
    """Instances of the app with their triggers, each a thread or two."""

    def __init__(self, database_url: str, azurite: Azurite, stand_in: VideoIndexerStandIn) -> None:
        self._database_url = database_url
        self._connection = azurite.connection_string
        self._stand_in = stand_in
        self._over = Event()
        self._cleanup = ExitStack()
        self.unexpected: list[BaseException] = []
        self.worlds: list[World] = []

    @contextmanager
    def running(self) -> Iterator[None]:
        """Queue triggers, callbacks and timers run inside the block."""
        with self._cleanup:
            address = self._cleanup.enter_context(self._door())
            self.worlds = [self._instance(address) for _ in range(INSTANCES)]
            for world in self.worlds:
                self._start(self._consume, world)
            self._start(self._sweep, self.worlds[0])
            try:
                yield
            finally:
                self._over.set()

    def upload(self, count: int) -> list[str]:
        """So many interviews at once; the blob events come to any instance, one in five twice."""
        chance = random.Random(7)

        def arrive(number: int) -> str:
            world = self.worlds[number % INSTANCES]
            interview_id, blob_name = world.create(sample(), key=f"burst {number}")
            for _ in range(2 if number % 5 == 0 else 1):
                self._guarded(partial(chance.choice(self.worlds).indexing.start, blob_name))
            return interview_id

        with ThreadPoolExecutor(2 * INSTANCES) as pool:
            return list(pool.map(arrive, range(count)))

    def wait_for_the_end(self, seconds: float) -> bool:
        """Until no interview is under way; False where that takes too long."""
        under_way = "SELECT count(*) FROM \"Interview\" WHERE status NOT IN ('completed', 'failed')"
        ends = time.monotonic() + seconds
        while self.worlds[0].count(under_way):
            if time.monotonic() > ends:
                return False
            self._over.wait(0.25)
        return True

    def _instance(self, address: str) -> World:
        database = HookedDatabase(self._database_url)
        self._cleanup.callback(database.dispose)
        store = BlobRecordingStore.from_connection_string(self._connection)
        store.ensure_containers()
        queue = StorageMessageQueue.from_connection_string(self._connection, "index-ready")
        queue.ensure()
        client = client_of(
            self._stand_in.url,
            take_turn=Pacing(database, per_minute=PER_MINUTE * SPEED).take,
            patience_s=5 / SPEED,
        )
        self._cleanup.callback(client.close)
        return World(
            database, store, queue, client, lambda _name: None,
            callback_url=address, lease_seconds=LEASE_S, patience=PATIENCE,
        )  # fmt: skip

    def _start(self, work: Callable[[World], None], world: World) -> None:
        thread = Thread(target=work, args=(world,), daemon=True)
        thread.start()
        # The threads end before the databases that they use.
        self._cleanup.callback(thread.join)
        self._cleanup.callback(self._over.set)

    def _consume(self, world: World) -> None:
        """The queue trigger: a message is deleted once it was dealt with."""
        with QueueClient.from_connection_string(
            self._connection, "index-ready", message_decode_policy=TextBase64DecodePolicy()
        ) as queue:
            while not self._over.is_set():
                messages = list(queue.receive_messages(max_messages=8, visibility_timeout=60))
                for message in messages:
                    ready = read_index_ready(message.content.encode())
                    if self._guarded(partial(world.pipeline.advance, ready)):
                        queue.delete_message(message)
                if not messages:
                    self._over.wait(0.3)

    def _sweep(self, world: World) -> None:
        """The timer; what is scheduled comes ``SPEED`` times as soon."""
        before = time.monotonic()
        while not self._over.wait(0.3):
            now = time.monotonic()
            sooner = timedelta(seconds=(now - before) * (SPEED - 1))
            before = now
            self._guarded(partial(_bring_forward, world, sooner))
            self._guarded(world.sweeping.run)

    def _guarded(self, work: Callable[[], object]) -> bool:
        """Whether it went well; what the host would try again is tried again by somebody else."""
        try:
            work()
        except Unavailable:
            return False
        except Exception as error:
            self.unexpected.append(error)
            return False
        return True

    @contextmanager
    def _door(self) -> Iterator[str]:
        """Where Video Indexer calls back."""
        burst = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = dict(parse_qsl(urlsplit(self.path).query))
                world = random.choice(burst.worlds)
                try:
                    world.callbacks.receive(query)
                    status = 202
                except RequestError:
                    status = 401
                except Unavailable:
                    status = 503
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: object) -> None:
                """Nothing worth a line."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/api/video-indexer/callback"
        server.shutdown()
        server.server_close()
        thread.join()


def set_up(control: Control) -> None:
    """A fifth of everything goes wrong, and the search lags 20 seconds behind."""
    steps = [kind | {"times": None, "share": FAULT} for kind in KINDS]
    control.set(
        outcome={"transcript": INTERVIEW, "after_s": 30 / SPEED},
        faults=dict.fromkeys(("upload", "find", "index"), steps),
        callbacks="unreliable", limits=True, limits_speed=SPEED, find_lag_s=20 / SPEED,
    )  # fmt: skip


def _bring_forward(world: World, sooner: timedelta) -> None:
    with world.database.transaction() as session:
        session.execute(
            text("UPDATE pipeline.processing SET next_check_at = next_check_at - :sooner"),
            {"sooner": sooner},
        )
