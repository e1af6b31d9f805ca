"""Finds every English template in the source: what InputError, Remark and words.say are given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "openevac"


@dataclass(frozen=True)
class Found:
    """One template, or None where it is not a literal, and where it stands."""

    template: str | None
    where: str


@lru_cache(maxsize=1)
def templates() -> tuple[Found, ...]:
    """Give all templates of the source."""
    return tuple(found for path in sorted(SOURCE.rglob("*.py")) for found in templates_of(path))


def templates_of(path: Path) -> Iterator[Found]:
    """Give the templates of one file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            for argument in _template_arguments(node):
                for template in _literals(argument):
                    name = path.relative_to(SOURCE) if path.is_relative_to(SOURCE) else path.name
                    yield Found(template, f"{name}:{node.lineno}")


def _template_arguments(call: ast.Call) -> list[ast.expr]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "InputError":
        return call.args[:2] + [k.value for k in call.keywords if k.arg in {"problem", "todo"}]
    if name == "Remark":
        return call.args[:1] + [k.value for k in call.keywords if k.arg == "text"]
    if name == "say":
        return call.args[:1]
    return []


def _literals(argument: ast.expr) -> list[str | None]:
    if isinstance(argument, ast.IfExp):
        return _literals(argument.body) + _literals(argument.orelse)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    return [None]
