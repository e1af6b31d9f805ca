"""The service worker: the file of static/crew, with the list of what it keeps put before it."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.web.crew import pack, shell
from openevac.web.crew.files import SERVICE_WORKER, crew_prefix, later_files
from openevac.web.static_files import FOLDER


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the service worker; it reaches over /crew/ and nothing else, because it lies there."""
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")


@cache
def worker_script() -> str:
    """Give its text. Its version is a hash over all it keeps, so any change makes it a new one."""
    body = (FOLDER / SERVICE_WORKER).read_text(encoding="utf-8")
    kept = {
        "page": shell.ADDRESS,
        "pack": pack.ADDRESS,
        "integrity": f"sha256-{b64encode(sha256(pack.pack_file()).digest()).decode()}",
        "files": [name.removeprefix(crew_prefix()) for name in sorted(pack.contents())],
        "beside": [name.removeprefix(crew_prefix()) for name in pack.addresses_beside()],
        "later": list(later_files()),
        "prefix": crew_prefix(),
    }
    version = sha256(json.dumps(kept, sort_keys=True).encode() + body.encode()).hexdigest()[:16]
    return f"self.KEPT = {json.dumps({'version': version, **kept})};\n{body}"
