"""What people type into readable fields: short, one line, nothing hidden in it. Free text belongs into a seal."""

from __future__ import annotations

import re

from openevac.domain.errors import InputError
from openevac.vault.texts import require_text

_TAG = re.compile(r"[0-9a-f]{32}")


def require_line(field: str, text: str, most: int) -> None:
    """Refuse text that is longer than `most`, holds signs nobody sees, or more than one line."""
    require_text(field, text, most)
    if "\n" in text or "\t" in text:
        raise InputError("This field holds one line.", "Write it on one line, without tabs.", field=field)


def require_reason(field: str, text: str) -> None:
    """Refuse an empty reason, or one that is no short line."""
    require_line(field, text, 300)
    if not text.strip():
        raise InputError("No reason is given.", "Say in a few words why; never a name or a number.", field=field)


def require_tag(field: str, tag: str) -> None:
    """Refuse what is no keyed tag: 32 small hexadecimal digits. The tag itself is never repeated."""
    if not _TAG.fullmatch(tag):
        raise InputError(
            "This is not a keyed tag.",
            "Tags are made by a client with the tag key; numbers and doors never reach the server.",
            field=field,
        )
