"""What candidates do, each in a thread of their own: upload, import, forget, delete, retry."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2

from tests.acceptance.scripted import SCRIPT, sample
from tests.fixtures.stack import NOTES
from tests.soak.stage import Stage

type Kind = Literal["recording", "transcript", "no_media", "cut_off", "never_uploaded"]

KINDS: dict[Kind, int] = {
    "recording": 74, "transcript": 14, "no_media": 4, "cut_off": 4, "never_uploaded": 4,
}  # fmt: skip
"""How many of a hundred interviews are of this kind."""
ENDS: dict[Kind, tuple[str, str | None]] = {
    "recording": ("completed", None),
    "transcript": ("completed", None),
    "no_media": ("failed", "not_media"),
    "cut_off": ("failed", "truncated_recording"),
    "never_uploaded": ("failed", "upload_expired"),
}
"""How each must end: status and, where it fails, the one true reason."""
DELETED_SHARE = 0.12
CORRECTED_SHARE = 0.1
RETRIED_SHARE = 0.15
EVENTS = (0, 1, 1, 1, 2, 3)
"""How often Event Grid brings the news of an upload."""
INTERVIEWS_A_USER = 8
TEXT = "\n".join(f"{'Interviewer' if who == 1 else 'Candidate'}: {said}" for who, said in SCRIPT)


@dataclass
class Interview:
    """One interview, as its candidate knows it."""

    number: int
    kind: Kind
    starts_after_s: float
    chance: random.Random
    deletes: bool
    corrects: bool
    retries: bool
    id: str = ""
    blob_name: str = ""
    gone: bool = False
    """Its deletion was accepted."""

    @property
    def is_meddled_with(self) -> bool:
        """Whether its candidate may have led it out of `completed` or `failed`."""
        return self.corrects or self.retries

    @property
    def user(self) -> str:
        """Whose it is; the shape is one that a log may not hold."""
        return f"candidate-{self.number // INTERVIEWS_A_USER:08x}"


@dataclass
class Candidates:
    """All of them, and what they were answered."""

    stage: Stage
    interviews: list[Interview]
    answers: Counter[str] = field(default_factory=Counter)
    over: threading.Event = field(default_factory=threading.Event)
    """Set: nobody begins anything new, and nobody waits any more."""
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Everybody begins, each at their own time."""
        for interview in self.interviews:
            thread = threading.Thread(target=self._live, args=(interview,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def finish(self, seconds: float) -> None:
        """Wait until everybody has done what they wanted."""
        ends = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(ends - time.monotonic(), 0))
        stuck = sum(thread.is_alive() for thread in self._threads)
        assert not stuck, f"{stuck} candidates are still waiting for an answer"

    def _live(self, one: Interview) -> None:
        self.over.wait(one.starts_after_s)
        if one.kind == "transcript":
            self._import(one)
        else:
            self._upload(one)
        if one.deletes:
            self.over.wait(one.chance.uniform(0, 25))
            self.insist(one, "DELETE", f"/interviews/{one.id}", accepts=(202, 204, 404))
            one.gone = True
        elif one.corrects:
            self.over.wait(one.chance.uniform(20, 60))
            wanted = {"candidateSpeakerIds": [2]}
            path = f"/interviews/{one.id}/speakers"
            self.insist(one, "PUT", path, accepts=(202, 409, 422), json=wanted)
        while one.retries and not self.over.wait(one.chance.uniform(5, 20)):
            self.insist(one, "POST", f"/interviews/{one.id}/retry", accepts=(202, 409))

    def _upload(self, one: Interview) -> None:
        content = sample()
        if one.kind == "no_media":
            content = b"<html>This is no recording.</html>" * 100
        elif one.kind == "cut_off":
            content = content[: len(content) // 2]
        body = {
            "company": f"Company {one.number}", "jobTitle": "Engineer", "notes": NOTES,
            "interviewType": "behavioral", "fileName": "interview.mp4",
            "contentType": "video/mp4", "sizeBytes": len(content),
        }  # fmt: skip
        key = {"Idempotency-Key": f"create-{one.number}"}
        created = self.insist(
            one, "POST", "/interviews", accepts=(200, 201), json=body, headers=key
        )
        one.id, upload = created["id"], created["upload"]
        if one.kind == "never_uploaded":
            return
        while not self._put(upload, content):
            time.sleep(one.chance.uniform(0.2, 1))
            path = f"/interviews/{one.id}/upload-url"
            renewed = self.insist(one, "POST", path, accepts=(200, 201, 409))
            if "url" not in renewed:
                break  # it was stored, although the answer was lost, and has been taken since
            upload = renewed
        one.blob_name = urlsplit(upload["url"]).path.partition("/interviews/")[2]
        for _ in range(one.chance.choice(EVENTS)):
            self.over.wait(one.chance.expovariate(1.0))
            self.stage.announce(one.blob_name, one.chance)

    def _put(self, upload: dict[str, Any], content: bytes) -> bool:
        try:
            answer = self.stage.http.put(upload["url"], content=content, headers=upload["headers"])
        except httpx2.TransportError:
            self.answers["upload without answer"] += 1
            return False
        self.answers[f"upload {answer.status_code}"] += 1
        return answer.is_success

    def _import(self, one: Interview) -> None:
        body = {
            "company": f"Company {one.number}", "jobTitle": "Engineer", "notes": NOTES,
            "interviewType": "phone", "transcript": TEXT,
        }  # fmt: skip
        key = {"Idempotency-Key": f"import-{one.number}"}
        answer = self.insist(
            one, "POST", "/transcripts", accepts=(200, 202), json=body, headers=key
        )
        one.id = answer["id"]

    def insist(
        self, one: Interview, method: str, path: str, *, accepts: tuple[int, ...], **arguments: Any
    ) -> dict[str, Any]:
        """Ask until there is an answer, as an app on a telephone does; what the answer says."""
        while True:
            answer = self.stage.ask(one.user, method, path, one.chance, **arguments)
            said = "no answer" if answer is None else str(answer.status_code)
            self.answers[said] += 1
            if answer is not None and answer.status_code in accepts:
                content = answer.json() if answer.content else {}
                return content if isinstance(content, dict) else {}
            # The platform's own 502 and our 503 pass; anything else is what nobody should see.
            if answer is not None and answer.status_code not in (502, 503):
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
            time.sleep(one.chance.uniform(0.2, 1.5))


def planned(seed: int, count: int, *, within_s: float) -> list[Interview]:
    """So many interviews that begin within so many seconds; the same for the same seed."""
    chance = random.Random(seed)
    kinds = chance.choices(list(KINDS), list(KINDS.values()), k=count)
    return [
        Interview(
            number=number,
            kind=kind,
            starts_after_s=chance.uniform(0, within_s),
            chance=random.Random(chance.getrandbits(64)),
            deletes=(deletes := chance.random() < DELETED_SHARE),
            corrects=not deletes and kind == "recording" and chance.random() < CORRECTED_SHARE,
            retries=not deletes and chance.random() < RETRIED_SHARE,
        )
        for number, kind in enumerate(kinds)
    ]
