"""Questions drawn from the description itself, bent in every place: no answer is a failure, and none hangs."""

from __future__ import annotations

import json
import time
from collections import Counter
from functools import partial
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.torture import examples
from tests.web.asking import API, ask
from tests.web.house import ASKERS, House

LONGEST_S = 5.0
NASTY = (
    "",
    "\x00",
    "\u202e",
    "В-1",
    "В-501",
    "phone-sashko",
    "a" * 70,
    "2025-05-15T06:00:00Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999+00:00",
    "' OR 1=1 --",
    "../../etc/passwd",
    "mission:В-1",
    "NaN",
    "=",
    "٣",
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([0, -1, 2**53, 2**63, 2**64, 10**40]), st.floats(),
    st.text(max_size=20), st.sampled_from(NASTY),
)  # fmt: skip
anything = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner,
                        max_size=3), max_leaves=8)  # fmt: skip


def like(  # noqa: PLR0911 - one line for each kind of schema
    schema: dict[str, Any], parts: dict[str, Any]
) -> st.SearchStrategy[Any]:
    """Draw values that fit a schema of the description, more or less."""
    if "$ref" in schema:
        return like(parts[schema["$ref"].rsplit("/", 1)[-1]], parts)
    if "anyOf" in schema:
        return st.one_of(*(like(one, parts) for one in schema["anyOf"]))
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "prefixItems" in schema:
        return st.tuples(*(like(one, parts) for one in schema["prefixItems"])).map(list)
    kind = schema.get("type")
    if kind == "object" and "properties" in schema:
        fields = {name: one_of_three(like(one, parts)) for name, one in schema["properties"].items()}
        return st.fixed_dictionaries(fields)
    if kind == "object":
        return st.dictionaries(st.text(max_size=8), st.integers(-1, 2**60), max_size=3)
    if kind == "array":
        return st.lists(like(schema.get("items", {}), parts), max_size=3)
    if kind == "string":
        return strings(schema)
    low, high = schema.get("minimum", -5), schema.get("maximum", 2**60)
    return (
        st.integers(int(low), int(high))
        if kind == "integer"
        else st.floats(low, high)
        if kind == "number"
        else anything
    )


def strings(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if schema.get("format") == "date-time":
        return st.datetimes().map(lambda one: one.isoformat() + "Z")
    if schema.get("format") == "base64":
        return st.sampled_from(["AAAA", "A" * 88])
    return st.sampled_from(NASTY) | st.text(max_size=20)


def one_of_three(fitting: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(fitting, fitting, fitting, fitting, fitting, anything)


def questions() -> st.SearchStrategy[tuple[str, str, str, bytes]]:
    """Draw method, path, query and body."""
    from openevac.web.api.site import api

    described = api.get_openapi_schema(path_prefix=API)
    parts = described["components"]["schemas"]
    drawn = []
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            bodies = (like(body, parts) | anything).map(_written) if body else st.just(b"")
            name = st.sampled_from(NASTY) | st.text(max_size=10)
            query = (
                st.just("") | name.map(lambda value: "from=" + quote(value, safe="")) | st.text(max_size=10).map(quote)
            )
            paths = name.map(partial(_filled, path))
            drawn.append(st.tuples(st.just(method.upper()), paths, query, bodies | st.binary(max_size=20)))
    return st.one_of(*drawn)


def _filled(path: str, code: str) -> str:
    return path.replace("{code}", code.replace("/", "-"))


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def test_no_question_makes_the_program_fail(house: House, record_property: Any) -> None:
    from django.core.cache import cache
    from django.db import transaction

    count = examples(1000, 10_000)
    seen: Counter[int] = Counter()
    slowest = 0.0

    @seed(417)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(questions(), st.sampled_from(["rider", "coordinator", "partner", *ASKERS] * 2 + ["rider", "coordinator"]))
    def sends(question: tuple[str, str, str, bytes], who: str) -> None:
        nonlocal slowest
        cache.clear()
        method, path, query, body = question
        began = time.monotonic()
        with transaction.atomic():
            answer = ask(method, path, query=query, raw=body, by=ASKERS[who])
            transaction.set_rollback(True)
        slowest = max(slowest, time.monotonic() - began)
        seen[answer.status] += 1
        assert answer.status < 500, (question, answer.body)
        told = json.loads(answer.body)
        assert answer.status < 400 or (told["problem"] and told["todo"]), (question, answer.body)

    sends()
    assert slowest < LONGEST_S
    assert seen[200] > count / 50, "the questions are so bent that none gets through"
    assert {200, 401, 403, 404, 422} <= set(seen)
    record_property("counted", f"web: {seen.total()} bent questions, answers {dict(sorted(seen.items()))}, "
                    f"slowest {slowest * 1000:.0f} ms")  # fmt: skip
