"""Bearer tokens against a real key server: the attacks J03 to J23, each by its number."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from shared.clients.identity.signing_keys import (
    FIRST_KEYS_EVERY_S,
    REFRESH_AT_MOST_EVERY_S,
    SigningKeys,
)
from shared.clients.identity.token_verifier import JwtVerifier
from shared.errors import IdentityUnavailable, Unauthenticated

ISSUER = "https://issuer.example/project"
AUDIENCE = "project"
RIGHT = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WRONG = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505
CURVE = ec.generate_private_key(ec.SECP256R1())
PUBLIC_PEM = RIGHT.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


@dataclass
class KeyServer:
    """Publishes a key set, or whatever a test wants, and counts who asks."""

    url: str = ""
    fetches: int = 0
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    let_go: Event = field(default_factory=Event)
    """Cleared, answers wait for it."""

    def publish(self, *keys: dict[str, Any]) -> None:
        self.status, self.body = 200, json.dumps({"keys": keys}).encode()


def jwk(key: Any, key_id: str = "1", **other: Any) -> dict[str, Any]:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        public = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    else:
        public = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**public, "kid": key_id, "use": "sig", **other}


@pytest.fixture
def key_server() -> Iterator[KeyServer]:
    place = KeyServer()
    place.let_go.set()
    place.publish(jwk(RIGHT))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place.fetches += 1
            place.let_go.wait(20)
            self.send_response(place.status)
            for name, value in place.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(place.body)))
            self.end_headers()
            self.wfile.write(place.body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing worth a line."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    place.url = f"http://127.0.0.1:{server.server_port}/jwks"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield place
    place.let_go.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def verifier(key_server: KeyServer) -> Iterator[JwtVerifier]:
    made = JwtVerifier(issuer=ISSUER, audience=AUDIENCE, jwks_url=key_server.url)
    yield made
    made.close()


def claims(**changes: Any) -> dict[str, Any]:
    """Good claims, with changes; a change to None leaves the claim out."""
    now = int(time.time())
    usual = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "user-1",
        "iat": now,
        "auth_time": now - 60,
        "exp": now + 3600,
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def signed(payload: dict[str, Any] | bytes, key: Any = RIGHT, **header: Any) -> str:
    """A token with any payload and header, signed by RS256 whatever they say."""
    parts = [
        json.dumps({"alg": "RS256", "typ": "JWT", "kid": "1"} | header).encode(),
        payload if isinstance(payload, bytes) else json.dumps(payload).encode(),
    ]
    head = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    signature = RSAAlgorithm(RSAAlgorithm.SHA256).sign(head, key)
    return (head + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


@pytest.fixture
def refuses(verifier: JwtVerifier) -> Callable[[str], None]:
    def check(token: str) -> None:
        with pytest.raises(Unauthenticated) as refused:
            verifier.verify(token)
        assert str(refused.value) == "The bearer token is not valid."

    return check


type Refuses = Callable[[str], None]


def test_a_good_token_names_its_user(verifier: JwtVerifier) -> None:
    identity = verifier.verify(signed(claims(role="candidate")))
    assert identity.user_id == "user-1"
    assert identity.claims["role"] == "candidate"


@pytest.mark.parametrize("token", ["", " ", ".", "..", "...", "a.b.c", "Bearer a.b.c"])
def test_j02_what_is_no_token(refuses: Refuses, token: str) -> None:
    refuses(token)


def test_j02_two_tokens(refuses: Refuses) -> None:
    refuses(f"{signed(claims())} {signed(claims())}")


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, ["RS256"], 1])
def test_j03_no_algorithm(refuses: Refuses, algorithm: Any) -> None:
    token = signed(claims(), alg=algorithm)
    refuses(token)
    refuses(token.rpartition(".")[0] + ".")


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_j04_the_public_key_as_a_shared_secret(refuses: Refuses, algorithm: str) -> None:
    import hashlib
    import hmac

    head = signed(claims(), alg=algorithm).rpartition(".")[0]
    digest = getattr(hashlib, f"sha{algorithm[2:]}")
    for secret in (PUBLIC_PEM, PUBLIC_PEM.strip(), json.dumps(jwk(RIGHT)).encode()):
        signature = hmac.new(secret, head.encode(), digest).digest()
        refuses(f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


def test_j04_a_verifier_cannot_be_made_for_shared_secrets() -> None:
    with pytest.raises(ValueError, match="asymmetric"):
        JwtVerifier(issuer=ISSUER, audience=AUDIENCE, jwks_url="https://a/b", algorithms=("HS256",))


@pytest.mark.parametrize("algorithm", ["PS256", "RS512", "RS384"])
def test_j05_another_algorithm_of_the_same_key(refuses: Refuses, algorithm: str) -> None:
    refuses(jwt.encode(claims(), RIGHT, algorithm=algorithm, headers={"kid": "1"}))


def test_j05_a_curve_where_rsa_is_expected(key_server: KeyServer, refuses: Refuses) -> None:
    key_server.publish(jwk(RIGHT), jwk(CURVE, "2"))
    refuses(jwt.encode(claims(), CURVE, algorithm="ES256", headers={"kid": "2"}))
    refuses(signed(claims(), kid="2"))


def test_j05_a_curve_where_the_settings_allow_it(key_server: KeyServer) -> None:
    key_server.publish(jwk(CURVE))
    verifier = JwtVerifier(
        issuer=ISSUER, audience=AUDIENCE, jwks_url=key_server.url, algorithms=("RS256", "ES256")
    )
    token = jwt.encode(claims(), CURVE, algorithm="ES256", headers={"kid": "1"})
    assert verifier.verify(token).user_id == "user-1"
    verifier.close()


def test_j06_another_key_under_a_known_id(refuses: Refuses) -> None:
    refuses(signed(claims(), WRONG))


def test_j07_unknown_ids_make_one_fetch(
    key_server: KeyServer, verifier: JwtVerifier, refuses: Refuses
) -> None:
    verifier.verify(signed(claims()))
    before = key_server.fetches
    for number in range(100):
        refuses(signed(claims(), kid=f"unknown-{number}"))
    assert key_server.fetches - before <= 1


def test_j07_unknown_ids_at_once_make_one_fetch(key_server: KeyServer) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    keys.get("1")
    clock.now += REFRESH_AT_MOST_EVERY_S + 1

    def ask(number: int) -> bool:
        with pytest.raises(Unauthenticated):
            keys.get(f"unknown-{number}")
        return True

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(ask, range(100)))
    assert key_server.fetches == 2
    keys.close()


@pytest.mark.parametrize(
    "key_id",
    [
        "../../etc/passwd", "' OR 1=1 --", "x" * 10_000, "\0", "", None, 1, ["1"], {"1": 1}, True,
        "http://127.0.0.1/key",
    ],
)  # fmt: skip
def test_j08_odd_key_ids(refuses: Refuses, key_id: Any) -> None:
    refuses(signed(claims(), kid=key_id))


def test_j08_no_key_id(refuses: Refuses) -> None:
    refuses(jwt.encode(claims(), RIGHT, algorithm="RS256"))


@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_j09_an_address_of_the_attackers_key(
    key_server: KeyServer, verifier: JwtVerifier, refuses: Refuses, name: str
) -> None:
    elsewhere = KeyServer(url=key_server.url.replace("/jwks", "/evil"))
    refuses(signed(claims(), WRONG, **{name: elsewhere.url}))
    verifier.verify(signed(claims(), **{name: elsewhere.url}))
    assert key_server.fetches == 1


def test_j09_the_attackers_key_in_the_token(refuses: Refuses) -> None:
    refuses(signed(claims(), WRONG, jwk=jwk(WRONG)))
    refuses(signed(claims(), WRONG, x5c=["MIIB"]))


@pytest.mark.parametrize(("seconds_ago", "good"), [(1, True), (29, True), (32, False), (60, False)])
def test_j10_expired(verifier: JwtVerifier, seconds_ago: int, good: bool) -> None:
    now = int(time.time())
    token = signed(claims(iat=now - 3000, exp=now - seconds_ago))
    if good:
        verifier.verify(token)
    else:
        with pytest.raises(Unauthenticated):
            verifier.verify(token)


@pytest.mark.parametrize("name", ["exp", "iat", "aud", "iss", "sub"])
def test_j11_a_claim_is_missing(refuses: Refuses, name: str) -> None:
    refuses(signed(claims(**{name: None})))


@pytest.mark.parametrize("expiry", [1e308, "9999999999", 9999999999, 10**400, [1], {}, True])
def test_j12_an_expiry_in_no_near_future(refuses: Refuses, expiry: Any) -> None:
    refuses(signed(claims(exp=expiry)))


def test_j12_a_token_that_lives_too_long(verifier: JwtVerifier, refuses: Refuses) -> None:
    now = int(time.time())
    verifier.verify(signed(claims(iat=now, exp=now + 3660)))
    refuses(signed(claims(iat=now, exp=now + 3661)))


def test_j12_an_issuer_may_give_longer_ones(key_server: KeyServer) -> None:
    verifier = JwtVerifier(
        issuer=ISSUER, audience=AUDIENCE, jwks_url=key_server.url, max_lifetime_s=86_400
    )
    verifier.verify(signed(claims(exp=int(time.time()) + 80_000)))
    verifier.close()


@pytest.mark.parametrize("expiry", [b"NaN", b"Infinity", b"-Infinity", b"-1", b"0", b"1e999"])
def test_j13_an_expiry_that_is_no_time(refuses: Refuses, expiry: bytes) -> None:
    good = json.dumps(claims(exp=7777)).encode()
    refuses(signed(good.replace(b"7777", expiry)))


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_j14_issued_or_valid_in_the_future(
    verifier: JwtVerifier, refuses: Refuses, name: str
) -> None:
    now = int(time.time())
    refuses(signed(claims(**{name: now + 600}, exp=now + 900)))
    verifier.verify(signed(claims(**{name: now + 15}, exp=now + 900)))


def test_j15_logged_in_in_the_future(refuses: Refuses) -> None:
    refuses(signed(claims(auth_time=int(time.time()) + 600)))


@pytest.mark.parametrize("when", ["yesterday", [0], True, b"NaN"])
def test_j15_logged_in_at_no_time(refuses: Refuses, when: Any) -> None:
    if isinstance(when, bytes):
        refuses(signed(json.dumps(claims(auth_time=7777)).encode().replace(b"7777", when)))
    else:
        refuses(signed(claims(auth_time=when)))


@pytest.mark.parametrize(
    "audience",
    ["x", "", "PROJECT", ["project", "x"], ["x", "project"], [], [1], {}, 1, "project "],
)  # fmt: skip
def test_j16_for_somebody_else(refuses: Refuses, audience: Any) -> None:
    refuses(signed(claims(aud=audience)))


@pytest.mark.parametrize(
    "issuer",
    [
        "https://issuer.example/other", f"{ISSUER}/", ISSUER.replace("https", "http"),
        ISSUER.upper(), "", [ISSUER], {"a": 1}, 1,
    ],
)  # fmt: skip
def test_j17_from_somebody_else(refuses: Refuses, issuer: Any) -> None:
    refuses(signed(claims(iss=issuer)))


@pytest.mark.parametrize(
    "subject",
    [
        "", " ", "x" * 129, 7, True, ["user-1"], {}, "user\0", "user\n", "a b", "\u0085",
        "\ud800",
    ],
)  # fmt: skip
def test_j18_a_subject_that_is_none(refuses: Refuses, subject: Any) -> None:
    refuses(signed(claims(sub=subject)))


@pytest.mark.parametrize("subject", ["x" * 128, "auth0|123", "Ünï-côdé", "a@b.c", "a:b/c"])
def test_j18_subjects_that_are_good(verifier: JwtVerifier, subject: str) -> None:
    assert verifier.verify(signed(claims(sub=subject))).user_id == subject


def test_j19_taken_apart(refuses: Refuses) -> None:
    head, payload, signature = signed(claims()).split(".")
    other = signed(claims(sub="user-2")).split(".")[1]
    for token in (
        f"{head}.{payload}.",
        f"{head}.{payload}",
        f"{head}.{other}.{signature}",
        f"{head}.{payload}.{signature}.{signature}",
        f"{head}.{payload}.{signature}.{payload}.{signature}",
        f"{head}..{payload}.{signature}",
        f"{head}.{payload}.{signature[:-10]}",
        f"{head}.{payload}.{signature}=",
    ):
        refuses(token)


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], "exp", None, ["unknown"]])
def test_j20_something_critical_that_nobody_knows(refuses: Refuses, critical: Any) -> None:
    refuses(signed(claims(), crit=critical, b64=False))


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("a" * 100_000, id="no-dots"),
        pytest.param("." * 1_000_000, id="dots"),
        pytest.param("a." * 50_000, id="many-parts"),
        pytest.param("e30." + "a" * 100_000 + ".a", id="large-payload"),
        pytest.param("é.b.c", id="not-ascii"),
    ],
)
def test_j21_too_large(refuses: Refuses, token: str) -> None:
    begun = time.perf_counter()
    refuses(token)
    assert time.perf_counter() - begun < 0.05


def test_j21_nested_too_deeply(refuses: Refuses) -> None:
    refuses(signed(b"[" * 5000))
    refuses(signed(b'{"a":' * 1000 + b"1" + b"}" * 1000))


@dataclass
class Clock:
    """A clock that a test turns."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


def test_j22_the_issuer_is_down_and_its_keys_are_known(key_server: KeyServer) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    keys.get("1")
    key_server.status = 503
    for hours in (0.5, 2, 23):
        clock.now = 1000.0 + hours * 3600
        assert keys.get("1") is not None
    clock.now = 1000.0 + 25 * 3600
    with pytest.raises(IdentityUnavailable):
        keys.get("1")
    key_server.status = 200
    clock.now += REFRESH_AT_MOST_EVERY_S + 1
    assert keys.get("1") is not None
    keys.close()


def test_j22_the_issuer_is_down_from_the_start(key_server: KeyServer) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    key_server.status = 503
    for _ in range(50):
        with pytest.raises(IdentityUnavailable):
            keys.get("1")
    assert key_server.fetches == 1
    key_server.status = 200
    clock.now += FIRST_KEYS_EVERY_S + 0.1
    assert keys.get("1") is not None
    keys.close()


def test_j22_nobody_listens() -> None:
    verifier = JwtVerifier(issuer=ISSUER, audience=AUDIENCE, jwks_url="http://127.0.0.1:9/jwks")
    with pytest.raises(IdentityUnavailable):
        verifier.verify(signed(claims()))
    verifier.close()


def test_j22_an_issuer_that_hangs_holds_up_nobody_who_is_known(key_server: KeyServer) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    keys.get("1")
    clock.now += 2 * 3600
    key_server.let_go.clear()
    with ThreadPoolExecutor(1) as pool:
        held_up = pool.submit(keys.get, "1")
        while key_server.fetches < 2:
            time.sleep(0.001)
        begun = time.perf_counter()
        for _ in range(100):
            assert keys.get("1") is not None
        assert time.perf_counter() - begun < 0.5
        key_server.let_go.set()
        assert held_up.result() is not None
    keys.close()


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"<html>502</html>", {}, 200, id="html"),
        pytest.param(b"", {}, 200, id="nothing"),
        pytest.param(b"[]", {}, 200, id="a-list"),
        pytest.param(b'{"keys": 7}', {}, 200, id="no-list"),
        pytest.param(b'{"keys": [7, null, {}]}', {}, 200, id="no-keys"),
        pytest.param(b'{"keys": []}', {}, 200, id="none"),
        pytest.param(b"[" * 100_000, {}, 200, id="nested"),
        pytest.param(b"\xff\xfe\xfd", {}, 200, id="bytes"),
        pytest.param(b"{" + b" " * 1_000_000 + b"}", {}, 200, id="a-megabyte"),
        pytest.param(b"", {"Location": "http://127.0.0.1:9/"}, 302, id="redirect"),
        pytest.param(b"\x1f\x8b garbage", {"Content-Encoding": "gzip"}, 200, id="broken-gzip"),
    ],
)
def test_j23_the_issuer_answers_garbage(
    key_server: KeyServer, body: bytes, headers: dict[str, str], status: int
) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    keys.get("1")
    key_server.body, key_server.headers, key_server.status = body, headers, status
    clock.now += 2 * 3600
    assert keys.get("1") is not None
    assert key_server.fetches == 2
    keys.close()

    fresh = SigningKeys(key_server.url)
    with pytest.raises(IdentityUnavailable):
        fresh.get("1")
    fresh.close()


def test_j23_keys_that_are_too_weak_or_for_something_else_are_not_taken(
    key_server: KeyServer, verifier: JwtVerifier, refuses: Refuses
) -> None:
    key_server.publish(
        jwk(RIGHT),
        jwk(WEAK, "weak"),
        jwk(RIGHT, "encryption", use="enc"),
        {"kty": "oct", "k": base64.urlsafe_b64encode(b"s" * 32).decode(), "kid": "shared"},
    )
    verifier.verify(signed(claims()))
    refuses(signed(claims(), WEAK, kid="weak"))
    refuses(signed(claims(), kid="encryption"))
    refuses(jwt.encode(claims(), b"s" * 32, algorithm="HS256", headers={"kid": "shared"}))


def test_a_new_key_is_found_and_an_old_one_forgotten(key_server: KeyServer) -> None:
    clock = Clock()
    keys = SigningKeys(key_server.url, clock=clock)
    keys.get("1")
    key_server.publish(jwk(WRONG, "2"))
    clock.now += REFRESH_AT_MOST_EVERY_S + 1
    assert keys.get("2") is not None
    with pytest.raises(Unauthenticated):
        keys.get("1")
    keys.close()


def test_keys_are_fetched_over_https_but_for_this_machine() -> None:
    for url in ("http://issuer.example/keys", "ftp://127.0.0.1/keys", "file:///etc/passwd"):
        with pytest.raises(ValueError, match="https"):
            SigningKeys(url)
    SigningKeys("https://issuer.example/keys").close()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.from_regex(r"[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{0,80}\.[A-Za-z0-9_-]{0,80}"),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.text(max_size=8), inner, max_size=6)
            ),
            max_leaves=12,
        ).map(lambda payload: signed(json.dumps(payload).encode())),
        st.dictionaries(
            st.sampled_from(["iss", "aud", "sub", "iat", "exp", "nbf", "auth_time"]),
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
            min_size=1,
        ).map(lambda changed: signed(json.dumps({**claims(), **changed, "aud": "x"}).encode())),
    )
)
def test_whatever_comes_is_unauthenticated_and_nothing_else(token: str) -> None:
    with pytest.raises((Unauthenticated, IdentityUnavailable)):
        OFFLINE.verify(token)


def offline() -> JwtVerifier:
    """A verifier that has its key already, so that every check is reached without a server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": [jwk(RIGHT)]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing worth a line."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/jwks"
        made = JwtVerifier(issuer=ISSUER, audience=AUDIENCE, jwks_url=url)
        made.verify(signed(claims()))
        made.close()
        server.shutdown()
    return made


OFFLINE = offline()
