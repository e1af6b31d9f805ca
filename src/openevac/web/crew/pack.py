"""The shell in one answer: a phone asks once instead of a hundred times, and what is alike in many files weighs once.

The files are those of static/crew and what they import, without comments and indents: half of their weight is said to
people who read them, and a phone at the end of a weak line reads nothing. As written they stand at their own addresses.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.web.crew import manifest, shell, words_file
from openevac.web.crew.files import crew_address, shell_files
from openevac.web.gate import headers_of
from openevac.web.static_files import FOLDER

ADDRESS = "/crew/pack.json"
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    "": "text/html; charset=utf-8",
}
BY_THEMSELVES = tuple(f"crew/{name}.js" for name in ("begin", "offer", "shell", "words/said"))
"""What runs before the pack is here, beside the styles: the browser has fetched them, and gives them to the cache."""
_COMMENT = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*(?:(?!\*/).)*\*/[ \t]*)\n", re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"/\*\* @[^*\n]*\*/ ?")
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


@require_safe
def pack(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the shell in one answer."""
    return HttpResponse(pack_file(), content_type="application/json")


@cache
def pack_file() -> bytes:
    """Give its text: headers once for each kind of file, then for each address its headers, type and content."""
    headers: list[dict[str, str]] = []
    files: dict[str, Any] = {}
    for address, content in sorted(contents().items()):
        theirs = headers_of(address)
        if theirs not in headers:
            headers.append(theirs)
        files[address] = [headers.index(theirs), TYPES[_ending(address)], content]
    return json.dumps({"headers": headers, "files": files}, ensure_ascii=False, separators=(",", ":")).encode()


def contents() -> dict[str, str]:
    """Give the text of every page and file that the pack holds, by its address."""
    found = {shell.ADDRESS: shell.shell_page(), manifest.ADDRESS: manifest.manifest_file().decode()}
    found |= {address: words_file.words_file(language).decode() for language, address in words_file.ADDRESSES.items()}
    for name in shell_files():
        if not _comes_by_itself(name):
            text = (FOLDER / name).read_text(encoding="utf-8")
            found[crew_address(name)] = for_no_reader(text) if _is_ours(name) else text
    return found


def addresses_beside() -> list[str]:
    """Give the addresses of what comes beside the pack: fonts, styles, and what runs before it is here."""
    return [crew_address(name) for name in shell_files() if _comes_by_itself(name)]


def for_no_reader(text: str) -> str:
    """Take lines of comment, types and indents out of one of our scripts; a comment in a line of code stays.

    None of our scripts has a text that runs over several lines; tests/crew/test_shell.py looks after that.
    """
    return _INDENT.sub("", _TYPE.sub("", _COMMENT.sub("", text)))


def _comes_by_itself(name: str) -> bool:
    return _ending(name) not in TYPES or name in BY_THEMSELVES


def _is_ours(name: str) -> bool:
    return name.endswith(".js") and not name.startswith("vendor/")


def _ending(address: str) -> str:
    last = address.rpartition("/")[2]
    return last[last.rindex(".") :] if "." in last else ""
