"""Route templates of the local Functions host."""

from __future__ import annotations

import pytest

from local.functions_host import routes
from local.functions_host.worker import Function


def http_function(name: str, route: str | None, *methods: str) -> Function:
    trigger = {"type": "httpTrigger", "route": route, "methods": list(methods) or None}
    return Function(name, name, trigger, ())


@pytest.mark.parametrize(
    ("template", "path", "expected"),
    [
        ("items", "/api/items", {}),
        ("items", "/API/Items/", {}),
        ("items", "/api/items/1", None),
        ("items", "/api", None),
        ("items/{id}", "/api/items/a%20b", {"id": "a b"}),
        ("items/{id}", "/api/items/a%2Fb", {"id": "a%2Fb"}),
        ("items/{id}", "/api/items/a%C3%A9", {"id": "aé"}),
        ("items/{id}", "/api/items", None),
        ("items/{id?}", "/api/items", {}),
        ("items/{id=7}", "/api/items", {"id": "7"}),
        ("items/{id:int}", "/api/items/-12", {"id": "-12"}),
        ("items/{id:int}", "/api/items/12a", None),
        ("items/{id:int}", "/api/items/99999999999", None),
        ("items/{id:guid}", "/api/items/0b0f3c39-5b9f-4a53-8c55-6c2e8d9d3f11", "same"),
        ("items/{id:guid}", "/api/items/all", None),
        ("items/{id:alpha:length(3)}", "/api/items/abc", {"id": "abc"}),
        ("items/{id:alpha:length(3)}", "/api/items/abcd", None),
        ("items/{id:minlength(2):maxlength(3)}", "/api/items/a", None),
        ("items/{id}/parts/{part}", "/api/items/1/parts/2", {"id": "1", "part": "2"}),
        ("files/{*rest}", "/api/files/a/b%20c", {"rest": "a/b c"}),
        ("files/{*rest}", "/api/files", {"rest": ""}),
        (None, "/api/the-name", {}),
    ],
)
def test_match(template: str | None, path: str, expected: dict[str, str] | str | None) -> None:
    (route,) = routes.build([http_function("the-name", template)], "api")
    if expected == "same":
        expected = {"id": path.rpartition("/")[2]}
    assert route.match(path) == expected


def test_no_route_prefix() -> None:
    (route,) = routes.build([http_function("f", "items", "get")], "")
    assert route.match("/items") == {}
    assert route.methods == frozenset({"GET"})


def test_order_is_that_of_function_names() -> None:
    functions = [http_function("show", "items/{id}"), http_function("List", "items/all")]
    assert [r.function.name for r in routes.build(functions, "api")] == ["List", "show"]


def test_hidden_routes_are_found() -> None:
    hiding, hidden = http_function("a", "items/{id}", "GET"), http_function("b", "items/all", "GET")
    found = routes.hidden(routes.build([hiding, hidden], "api"))
    assert [(later.function.name, earlier.function.name) for later, earlier in found] == [
        ("b", "a")
    ]


@pytest.mark.parametrize(
    "other",
    [
        http_function("b", "items/all", "POST"),
        http_function("b", "items/{id}/parts", "GET"),
        http_function("0", "items/all", "GET"),
    ],
)
def test_routes_that_are_not_hidden(other: Function) -> None:
    functions = [http_function("a", "items/{id}", "GET"), other]
    assert routes.hidden(routes.build(functions, "api")) == []


def test_a_constraint_resolves_hiding() -> None:
    functions = [http_function("a", "items/{id:guid}"), http_function("b", "items/all")]
    assert routes.hidden(routes.build(functions, "api")) == []


@pytest.mark.parametrize("template", ["items/{id", "items/{id:unheard}", "items/x{id}"])
def test_unknown_templates_are_refused(template: str) -> None:
    with pytest.raises(routes.RouteError, match="'f'"):
        routes.build([http_function("f", template)], "api")
