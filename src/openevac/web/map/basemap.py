"""The map file of the region pack, where it carries one, in the pieces a browser asks for."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.services.kernel.refusals import not_found
from openevac.services.planning_inputs import planning_files_of
from openevac.web.asking import signed_in, who_sits

BASEMAP = "basemap.pmtiles"
MOST_AT_ONCE = 4 * 1024 * 1024
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@require_safe
@signed_in
def basemap(request: HttpRequest) -> HttpResponse:
    """Give a range of the file; without a range its beginning, never more than 4 MiB at once."""
    folder = planning_files_of(who_sits(request).organisation).get("region", "")
    path = Path(folder) / BASEMAP
    if not folder or not path.is_file():
        raise not_found("basemap", BASEMAP)
    size = path.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", "bytes=0-"))
    first = int(asked.group(1)) if asked else size
    last = int(asked.group(2)) if asked and asked.group(2) else size - 1
    if first >= size or last < first:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{size}"
        return answer
    last = min(last, size - 1, first + MOST_AT_ONCE - 1)
    with path.open("rb") as file:
        file.seek(first)
        answer = HttpResponse(file.read(last - first + 1), status=206, content_type="application/vnd.pmtiles")
    answer["Content-Range"] = f"bytes {first}-{last}/{size}"
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"  # a piece of a file that was pressed together would be a piece of nothing
    answer["ETag"] = f'"{int(path.stat().st_mtime)}-{size}"'
    return answer
