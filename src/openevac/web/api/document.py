"""The description of the interface for programs, as a file: OpenAPI 3."""

from __future__ import annotations

import json

from openevac.web.api.site import api


def openapi_text() -> str:
    """Write the description; the same code gives the same bytes."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=1, ensure_ascii=False) + "\n"
