"""docs/openapi.json is what the program says of itself, and docs/api.md names every address of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_origin, get_type_hints

DOCS = Path(__file__).parents[2] / "docs"


def test_the_description_is_the_program_s(django_ready: Any) -> None:
    from openevac.web.api.document import openapi_text

    assert (DOCS / "openapi.json").read_text(encoding="utf-8") == openapi_text(), (
        "write it again: python -c 'from openevac.web.api.document import openapi_text as t; print(t(), end=\"\")'"
    )


def test_every_question_has_a_summary_and_is_on_the_page(django_ready: Any) -> None:
    from openevac.web.api.document import openapi_text

    described, page = json.loads(openapi_text()), (DOCS / "api.md").read_text(encoding="utf-8")
    assert described["openapi"].startswith("3.")
    for path, methods in described["paths"].items():
        for method, told in methods.items():
            assert told["summary"]
            assert told["description"]
            assert f"`{method.upper()} {path}`" in page
            for status in told["responses"]:
                assert status == "200" or status in page


def test_no_answer_is_a_tuple(django_ready: Any) -> None:
    """A tuple of two is read as a status and its answer: a crew with just two missions was answered 500."""
    from openevac.web.api.site import api

    views = [
        (operation, get_type_hints(operation.view_func).get("return"))
        for _, router in api._routers
        for path_view in router.path_operations.values()
        for operation in path_view.operations
    ]
    assert len(views) > 10
    tuples = [one.view_func.__name__ for one, answer in views if get_origin(answer) is tuple or answer is tuple]
    assert tuples == []
