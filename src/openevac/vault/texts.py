"""Text as people paste it: signs nobody sees are taken out and counted, too long text is refused.

Taken out: NUL and other control signs, signs that turn the direction of writing round (a name could be shown
backwards), zero-width blanks, halves of characters. Line ends of all kinds become one kind.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark

LINE = 200
"""The longest text of a field that is one line."""
MOST_CHARACTERS = 200_000
"""What is longer is not even looked through."""

_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean_text(text: str) -> tuple[str, int]:
    """Give the text without hidden signs, composed (NFC), and how many signs were taken out."""
    if len(text) > MOST_CHARACTERS:
        raise _too_long("text", len(text), MOST_CHARACTERS)
    kept, taken = _HIDDEN.subn("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", kept), taken


def clean_tree(tree: object) -> tuple[Any, tuple[Remark, ...]]:
    """Clean every text of a record's fields; one remark a field that had hidden signs."""
    if not isinstance(tree, dict):
        return tree, ()
    cleaned, remarks = {}, []
    for field, value in tree.items():
        cleaned[field], taken = _clean_value(value)
        if taken:
            remarks.append(
                Remark(
                    text="Signs that cannot be seen were taken out of the field {field}: {count}.",
                    facts={"count": taken, "field": str(field)},
                )
            )
    return cleaned, tuple(remarks)


def require_text(field: str, text: str, most: int) -> None:
    """Refuse text that is too long or still holds hidden signs; records are made of cleaned text only."""
    if len(text) > most:
        raise _too_long(field, len(text), most)
    if _HIDDEN.search(text):
        raise InputError(
            "The text holds signs that cannot be seen.",
            "Type it again by hand, or paste it through a plain editor.",
            field=field,
        )


def _clean_value(value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list | tuple):
        pairs = [clean_text(part) if isinstance(part, str) else (part, 0) for part in value]
        return [part for part, _ in pairs], sum(taken for _, taken in pairs)
    return value, 0


def _too_long(field: str, count: int, most: int) -> InputError:
    return InputError(
        "The text has {count} characters, at most {most} are kept.",
        "Shorten it: what a crew needs at the door, nothing more.",
        field=field,
        count=count,
        most=most,
    )
