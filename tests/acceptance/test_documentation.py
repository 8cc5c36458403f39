"""Every curl line of docs/http-api.md is run, as a reader would, against the running stack."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from local.http_door import HttpDoor
from local.prep_session import insert_prep_session, read_prep_file
from local.stack import Stack
from shared.contracts.routes import ROUTES
from tests.acceptance.scripted import (
    INTERVIEW,
    new_interview,
    sample,
    scripted,
    upload_sample,
    wait_for_end,
)

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
PREP = ROOT / "local" / "sample" / "prep_session.json"


def commands() -> list[tuple[str, str]]:
    """Every command with the status behind it, line breaks of the shell joined."""
    found = []
    for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S):
        found += re.findall(r"^(curl .*?)   # (\d{3})$", block, re.S | re.M)
        assert len(re.findall(r"^curl ", block, re.M)) == len(
            re.findall(r"   # \d{3}$", block, re.M)
        )
    return found


def test_every_route_has_its_section_and_its_line() -> None:
    sections = re.findall(r"^## ([A-Z]+ /\S+)\n(.*?)(?=^## |\Z)", TEXT, re.S | re.M)
    assert {name for name, _ in sections} == {f"{route.method} {route.path}" for route in ROUTES}
    for name, content in sections:
        path = name.split(" ")[1].split("{")[0]
        assert f"$API{path}" in content, name


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_line_does_what_it_says(
    stack: Stack, door: HttpDoor, user_id: str, tmp_path: Path
) -> None:
    recording = tmp_path / "interview.mp4"
    recording.write_bytes(sample())
    known = {
        "API": f"{stack.base_url}/api",
        "TOKEN": stack.token(user_id),
        "RECORDING": str(recording),
        "PREP_ID": insert_prep_session(stack.database_url, user_id, read_prep_file(PREP)),
        "FAILED_ID": failed(stack, door),
        "OTHER_ID": new_interview(door)["id"],
    }
    with scripted(stack, {"transcript": INTERVIEW}):
        for command, status in commands():
            got, body = run(command, known, tmp_path)
            assert got == status, f"{command}\nanswered {got}, not {status}:\n{body[:500]}"
            learn(command, body, known, door)


def run(command: str, known: dict[str, str], folder: Path) -> tuple[str, str]:
    """The status and the body of a line, run by a shell as a reader's would."""
    out = folder / "body"
    out.unlink(missing_ok=True)
    shell = f"""curl() {{ command curl -sS -o {out} -w '%{{http_code}}' "$@"; }}; {command}"""
    done = subprocess.run(
        ["bash", "-c", shell], env={"PATH": "/usr/bin:/bin"} | known, cwd=folder,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout, out.read_text(errors="replace") if out.exists() else ""


def learn(command: str, body: str, known: dict[str, str], door: HttpDoor) -> None:
    """What the next lines need: ids, the upload's URL, the ETag of the interview as it is now."""
    if "my-first-interview" in command:
        known["ID"] = re.search(r'"id":"(\w+)"', body)[1]  # type: ignore[index]
        known["UPLOAD_URL"] = re.search(r'"url":"([^"]+)"', body)[1]  # type: ignore[index]
    elif "$UPLOAD_URL" in command:
        assert wait_for_end(door, known["ID"])["status"] == "completed"
    if "ID" in known:
        known["ETAG"] = door.request("GET", f"/interviews/{known['ID']}").headers.get("ETag", "")


def failed(stack: Stack, door: HttpDoor) -> str:
    with scripted(stack, {"failure": {"code": "General"}}):
        created = new_interview(door)
        upload_sample(created)
        assert wait_for_end(door, created["id"])["status"] == "failed"
    return str(created["id"])
