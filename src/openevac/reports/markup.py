"""Markup that cannot be forgotten to be escaped: text becomes markup only through `tag` and `text`."""

from __future__ import annotations

from html import escape
from typing import Self

VOID = frozenset({"meta", "link", "br", "hr", "input", "img"})


class Markup(str):
    """Text that is markup already and is not escaped again."""

    __slots__ = ()

    def __add__(self, other: str) -> Self:
        """Join with more text; what is not markup is escaped."""
        return type(self)(str(self) + str(text(other)))


def text(content: str) -> Markup:
    """Escape text unless it is markup already."""
    return content if isinstance(content, Markup) else Markup(escape(content, quote=True))


def join(parts: list[Markup] | list[str] | tuple[str, ...], between: str = "") -> Markup:
    """Join pieces, each escaped unless it is markup."""
    return Markup(str(text(between)).join(text(part) for part in parts))


def tag(name: str, /, *content: str, **attributes: str | float | bool | None) -> Markup:
    """Give one element. `class_` gives class, `aria_label` aria-label; True stands bare, None and False are out."""
    said = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(_value(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{join(content)}</{name}>")


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
