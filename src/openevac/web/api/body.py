"""Reading what was sent: strict JSON in UTF-8, so that nothing half-readable gets further."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja.parser import Parser


class StrictBody(Parser):
    """Refuses what other readers let through: NaN, lone surrogates, text after the end, thousandfold nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Read the body; ninja answers 400 to whatever this raises."""
        return msgspec.json.decode(request.body)
