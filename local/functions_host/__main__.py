"""Start one Functions instance: python -m local.functions_host --app FOLDER --port 7071."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import uvicorn

from local.functions_host import settings
from local.functions_host.host import Host, Options
from local.functions_host.routes import RouteError
from local.functions_host.schedule import ScheduleError
from local.functions_host.worker import IndexingError

_log = logging.getLogger("functions_host")
GRACE_ENDED_EXIT_STATUS = 1
APP_UNUSABLE_EXIT_STATUS = 2


class _Server(uvicorn.Server):
    """Leaves signals to this module."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def main() -> int:
    arguments = _arguments()
    app_folder = arguments.app.resolve()
    settings_file = arguments.settings.resolve() if arguments.settings else None
    _set_up_logging()
    try:
        host_settings = settings.load(app_folder, settings_file)
        with _listening_socket(arguments.port) as listening:
            port = listening.getsockname()[1]
            os.environ.setdefault("WEBSITE_HOSTNAME", f"localhost:{port}")
            _enter(app_folder)
            options = Options(
                queue_lease_seconds=arguments.queue_lease_seconds,
                timers=not arguments.timers_off,
                blob_scan=not arguments.blob_scan_off,
            )
            host = Host(host_settings, options)
            web = host.load()
            config = uvicorn.Config(
                web,
                log_config=None,
                access_log=False,
                lifespan="off",
                timeout_graceful_shutdown=arguments.grace_seconds,
            )
            finished = asyncio.run(_serve(host, _Server(config), listening, arguments))
    except (settings.SettingsError, IndexingError, RouteError, ScheduleError) as error:
        print(f"The app cannot be run: {error}", file=sys.stderr)
        return APP_UNUSABLE_EXIT_STATUS
    except OSError as error:
        print(f"Port {arguments.port} cannot be used: {error.strerror}", file=sys.stderr)
        return APP_UNUSABLE_EXIT_STATUS
    if not finished:
        _log.warning("Functions still run after the grace time: the process ends")
        logging.shutdown()
        os._exit(GRACE_ENDED_EXIT_STATUS)
    return 0


async def _serve(
    host: Host, server: _Server, listening: socket.socket, arguments: argparse.Namespace
) -> bool:
    told_to_stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    host.start()
    print(f"ready http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    stop = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait([stop, serving], return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    finished = await asyncio.to_thread(host.stop, arguments.grace_seconds)
    await serving
    return finished


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="local.functions_host", description=__doc__)
    add = parser.add_argument
    add("--app", type=Path, required=True, help="folder with function_app.py and host.json")
    add("--port", type=int, default=7071, help="on 127.0.0.1; 0 takes a free one")
    add("--settings", type=Path, help="a local.settings.json; its Values become the environment")
    add("--queue-lease-seconds", type=float, default=600.0, help="the real host's is 600")
    add("--grace-seconds", type=int, default=10, help="for running functions after SIGTERM")
    add("--timers-off", action="store_true", help="timer functions run only by hand")
    add("--blob-scan-off", action="store_true", help="blob functions run only by Event Grid")
    return parser.parse_args()


def _set_up_logging() -> None:
    """All loggers at INFO to stderr, bare: what the app logs is to be read as it was logged."""
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    for chatty in ("azure.functions", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _enter(app_folder: Path) -> None:
    """Make the app folder the working folder, and the LAST place modules come from, as the real
    worker does: an installed package hides a folder of the same name, here as in the cloud."""
    here = str(Path.cwd())
    sys.path[:] = [entry for entry in sys.path if entry not in {"", here, str(app_folder)}]
    sys.path.append(str(app_folder))
    os.chdir(app_folder)


def _listening_socket(port: int) -> socket.socket:
    # With the protocol spelled out, asyncio switches off Nagle's algorithm (40 ms a response).
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    return listening


if __name__ == "__main__":
    sys.exit(main())
