"""Finding every service: each public function under openevac.services that is given somebody who asks."""

from __future__ import annotations

import ast
from pathlib import Path

SERVICES = Path(__file__).parents[3] / "src" / "openevac" / "services"
ASKERS = {"Order", "Asking", "Who"}
NOT_A_DOOR = {
    "requests.opening.require_still_allowed": "a step of open_household and open_candidates, which are probed",
}
"""Functions that take an asker and are no service of their own, each with the reason."""


def services() -> tuple[str, ...]:
    """Give every service as package.module.function, read from the sources without importing them."""
    found = []
    for path in sorted(SERVICES.rglob("*.py")):
        module = path.relative_to(SERVICES).with_suffix("")
        if module.parts[0] == "kernel":
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and _asks(node):
                found += [".".join((*module.parts, node.name))]
    return tuple(name for name in found if name not in NOT_A_DOOR)


def _asks(function: ast.FunctionDef) -> bool:
    given = (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
    return any(isinstance(one.annotation, ast.Name) and one.annotation.id in ASKERS for one in given)
