"""``python -m local.video_indexer --port P --data FOLDER``"""

from __future__ import annotations

import argparse
import logging
import os
import signal
from pathlib import Path
from threading import Thread

from local.video_indexer.server import Application, make


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(description="A stand-in for Azure AI Video Indexer")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that keeps the videos")
    parser.add_argument("--control-secret", default="", help="opens /_control; empty: closed")
    parser.add_argument("--identity-secret", default="", help="IDENTITY_HEADER; empty: closed")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 by itself")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    application = Application(
        chosen.data,
        identity_secret=chosen.identity_secret,
        control_secret=chosen.control_secret,
        limits=not chosen.no_limits,
    )
    server = make(application, chosen.port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: Thread(target=server.shutdown).start())
    application.start()
    server.serve_forever(poll_interval=0.05)
    application.close()
    # The model may be busy for seconds with what will be done again anyway.
    logging.shutdown()
    os._exit(0)


if __name__ == "__main__":
    main()
