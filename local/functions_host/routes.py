"""Route templates of HTTP functions, matched as the real host matches them.

The real host tries routes in alphabetical order of the FUNCTION names, not literal before
parameter (github.com/Azure/azure-functions-host/issues/9876), so a function `details` with
`items/{id}` hides a function `list` with `items/all`. A constraint (`{id:guid}`) resolves it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID

from local.functions_host.worker import Function


class RouteError(Exception):
    """A route template cannot be understood; the message names function and template."""


@dataclass(frozen=True)
class _Parameter:
    name: str
    accepts: tuple[Callable[[str], bool], ...]
    default: str | None
    optional: bool
    catch_all: bool


@dataclass(frozen=True)
class Route:
    """One HTTP function's methods and template (segments: literals, lower case, or parameters)."""

    function: Function
    methods: frozenset[str] | None
    """None takes every method, made-up ones included."""
    segments: tuple[str | _Parameter, ...]

    def match(self, path: str) -> dict[str, str] | None:
        """The route parameters if the raw (percent-encoded) path fits, otherwise None."""
        given = [part for part in path.strip("/").split("/") if part]
        values: dict[str, str] = {}
        for position, segment in enumerate(self.segments):
            if isinstance(segment, str):
                if position >= len(given) or _decode(given[position]).lower() != segment:
                    return None
                continue
            if segment.catch_all:
                values[segment.name] = "/".join(_decode(part) for part in given[position:])
                return values
            value = _decode(given[position]) if position < len(given) else segment.default
            if value is None:
                if segment.optional:
                    continue
                return None
            if not all(accept(value) for accept in segment.accepts):
                return None
            values[segment.name] = value
        return values if len(given) <= len(self.segments) else None

    def takes(self, method: str) -> bool:
        """Whether the function is called for this method at all."""
        return self.methods is None or method in self.methods

    def shares_a_method_with(self, other: Route) -> bool:
        """Whether some method calls both."""
        return self.methods is None or other.methods is None or bool(self.methods & other.methods)

    @property
    def sample_path(self) -> str:
        """A path that fits; its parameters are not meant to fit any constraint."""
        return "/".join(s if isinstance(s, str) else f"~{s.name}~" for s in self.segments)


def build(functions: Iterable[Function], prefix: str) -> list[Route]:
    """The routes of all HTTP functions in the order in which they are tried."""
    http = [f for f in functions if f.trigger_type == "httpTrigger"]
    return [_route(f, prefix) for f in sorted(http, key=lambda f: f.name.lower())]


def hidden(routes: list[Route]) -> list[tuple[Route, Route]]:
    """Pairs (hidden, hiding): the first can never be called for a method they share."""
    return [
        (later, earlier)
        for position, later in enumerate(routes)
        for earlier in routes[:position]
        if earlier.shares_a_method_with(later) and earlier.match(later.sample_path) is not None
    ]


def _route(function: Function, prefix: str) -> Route:
    template = str(function.trigger.get("route") or function.name)
    segments = [s for s in f"{prefix}/{template}".split("/") if s]
    methods = function.trigger.get("methods")
    return Route(
        function,
        frozenset(str(m).upper() for m in methods) if methods else None,
        tuple(_segment(s, function.name) for s in segments),
    )


def _segment(text: str, function_name: str) -> str | _Parameter:
    if "{" not in text:
        return text.lower()
    match = re.fullmatch(r"\{(\*{0,2})(\w+)((?::[^:=?}]+)*)(?:=([^?}]*))?(\??)\}", text)
    if match is None:
        raise RouteError(f"function '{function_name}': route segment '{text}' is not understood")
    stars, name, constraints, default, question = match.groups()
    accepts = tuple(_constraint(c, function_name) for c in constraints.split(":") if c)
    return _Parameter(name, accepts, default, bool(question), bool(stars))


def _constraint(text: str, function_name: str) -> Callable[[str], bool]:
    match = re.fullmatch(r"(\w+)(?:\((.*)\))?", text)
    name, argument = (match[1], match[2] or "") if match else (text, "")
    simple: dict[str, Callable[[str], bool]] = {
        "int": lambda v: re.fullmatch(r"[+-]?\d+", v) is not None and abs(int(v)) < 2**31,
        "long": lambda v: re.fullmatch(r"[+-]?\d+", v) is not None and abs(int(v)) < 2**63,
        "alpha": lambda v: re.fullmatch(r"[A-Za-z]*", v) is not None,
        "guid": _is_guid,
        "bool": lambda v: v.lower() in {"true", "false"},
        "minlength": lambda v: len(v) >= int(argument),
        "maxlength": lambda v: len(v) <= int(argument),
        "length": lambda v: len(v) == int(argument),
        "regex": lambda v: re.search(argument, v) is not None,
    }
    if name not in simple:
        raise RouteError(f"function '{function_name}': route constraint '{text}' is not known here")
    return simple[name]


def _is_guid(value: str) -> bool:
    try:
        return str(UUID(value)) is not None
    except ValueError:
        return False


def _decode(segment: str) -> str:
    """Percent-decode all but an encoded slash, which ASP.NET Core leaves as it is."""
    return "%2F".join(unquote(part) for part in re.split("%2[Ff]", segment))
