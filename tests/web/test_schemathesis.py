"""The description held to its word by a tool that did not write it: fitting and unfitting questions, every answer."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any
from urllib.parse import unquote, urlsplit

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.torture import examples
from tests.web.asking import API, ask
from tests.web.house import ASKERS, House

LONGEST_S = 5.0
HOST = "http://localhost"


def cases() -> st.SearchStrategy[Any]:
    """Draw questions of every kind the description names, half of them such as it forbids."""
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.core.result import Ok

    from openevac.web.api.site import api

    described = schemathesis.openapi.from_dict(dict(api.get_openapi_schema(path_prefix=API)))
    operations = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) >= 10
    return st.one_of(
        *(one.as_strategy(generation_mode=mode) for one in operations for mode in GenerationMode),
    )


def answered(case: Any, token: str | None) -> Any:
    """Ask in this process what the tool would have sent over a line; give the answer as the tool reads it."""
    import requests
    from schemathesis import Response

    sent = requests.Request(**case.as_transport_kwargs(base_url=HOST)).prepare()
    parts = urlsplit(str(sent.url))
    body: Any = sent.body or b""
    left = {"authorization", "accept-encoding"}  # who asks is drawn apart, and answers are read as they are
    headers = {name.lower(): str(value) for name, value in sent.headers.items() if name.lower() not in left}
    answer = ask(
        str(sent.method), unquote(parts.path), query=parts.query, headers=headers, by=token,
        raw=body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass"),
    )  # fmt: skip
    named = {name: [value] for name, value in answer.headers.items()}
    return Response(answer.status, named, answer.body, sent, elapsed=0.0, verify=False)


def test_every_answer_is_one_that_the_description_promises(house: House, record_property: Any) -> None:
    from django.core.cache import cache
    from django.db import transaction
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import (
        content_type_conformance,
        response_schema_conformance,
        status_code_conformance,
    )

    promised = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
    count, seen, slowest = examples(600, 6_000), Counter[int](), 0.0

    @seed(417)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(cases(), st.sampled_from([*ASKERS.values(), "phone-sashko", "desk-kateryna", "proliska"] * 2))
    def sends(case: Any, token: str | None) -> None:
        nonlocal slowest
        cache.clear()
        began = time.monotonic()
        with transaction.atomic():
            answer = answered(case, token)
            transaction.set_rollback(True)
        slowest = max(slowest, time.monotonic() - began)
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=promised)

    sends()
    assert slowest < LONGEST_S
    assert {200, 401, 403, 404, 422} <= set(seen)
    record_property("counted", f"web, by schemathesis: {seen.total()} questions, answers {dict(sorted(seen.items()))}, "
                    f"0 outside the description, slowest {slowest * 1000:.0f} ms")  # fmt: skip
