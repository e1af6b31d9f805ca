"""The service worker: the file of static/crew, with the list of what it keeps put before it."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.web.crew import manifest, shell, words_file
from openevac.web.crew.files import SERVICE_WORKER, crew_address, later_files, shell_files
from openevac.web.static_files import FOLDER


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the service worker; it reaches over /crew/ and nothing else, because it lies there."""
    return HttpResponse(worker_script(), content_type="text/javascript; charset=utf-8")


@cache
def worker_script() -> str:
    """Give its text. Its version is a hash over all it keeps, so any change makes it a new one."""
    pages = {shell.ADDRESS: shell.shell_page().encode(), manifest.ADDRESS: manifest.manifest_file()}
    pages |= {address: words_file.words_file(language) for language, address in words_file.ADDRESSES.items()}
    body = (FOLDER / SERVICE_WORKER).read_text(encoding="utf-8")
    kept = {
        "page": shell.ADDRESS,
        "pages": {address: _integrity(content) for address, content in pages.items()},
        "files": [crew_address(name) for name in shell_files()],
        "later": [crew_address(name) for name in later_files()],
    }
    version = sha256(json.dumps(kept, sort_keys=True).encode() + body.encode()).hexdigest()[:16]
    return f"self.KEPT = {json.dumps({'version': version, **kept})};\n{body}"


def _integrity(content: bytes) -> str:
    """Give the sum a browser checks: a page of another version than the files beside it is not kept."""
    return f"sha256-{b64encode(sha256(content).digest()).decode()}"
