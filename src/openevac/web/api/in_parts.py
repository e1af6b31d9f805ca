"""An answer that can be fetched in parts: a strong ETag of its bytes, and ranges of exactly these bytes (RFC 9110).

The bytes are never compressed on the way: a browser that asks for a range asks for plain bytes, so parts of a
compressed answer would not fit the rest of it. docs/crew-pack.md has the sizes.
"""

from __future__ import annotations

import re
from hashlib import sha256

from django.http import HttpRequest, HttpResponse

_ONE_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def in_parts(request: HttpRequest, body: bytes, content_type: str = "application/json") -> HttpResponse:
    """Answer with the whole, with the part that was asked for (206), or with nothing where it is known (304).

    A range of an older answer (`If-Range`) gives the whole new one; several ranges at once give the whole; one that
    begins behind the end is refused (416).
    """
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    if _knows(request, etag):
        answer = HttpResponse(status=304)
    else:
        answer = _part(request, body, etag)
        answer["Content-Type"] = content_type
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    answer["Content-Encoding"] = "identity"  # keeps it from being compressed on the way out
    return answer


def _knows(request: HttpRequest, etag: str) -> bool:
    named = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return etag in named or named == ["*"]


def _part(request: HttpRequest, body: bytes, etag: str) -> HttpResponse:
    wanted = _ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if wanted is None or wanted.groups() == ("", "") or request.headers.get("If-Range", etag).strip() != etag:
        return HttpResponse(body)
    first, last = _bounds(wanted.group(1), wanted.group(2), len(body))
    if first > last:
        answer = HttpResponse(status=416)
        answer["Content-Range"] = f"bytes */{len(body)}"
        return answer
    answer = HttpResponse(body[first : last + 1], status=206)
    answer["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return answer


def _bounds(first: str, last: str, length: int) -> tuple[int, int]:
    """Give the first and the last byte; the first behind the last where nothing lies there."""
    if not first:
        return max(0, length - int(last)), length - 1 if int(last) else -1
    if last and int(last) < int(first):
        return 1, 0
    return int(first), min(int(last), length - 1) if last else length - 1
