"""Finds every English template in the source: what InputError, Remark and words.say end up with.

Templates reach those three directly or through functions of ours (`session.say(template)`, `aged(in_hours, in_days)`,
`progress("Reading roads", 0.3)`); a parameter that flows into a template place makes its function one more such place,
until nothing new is found. A template may be a literal, a choice between literals, a name or a table that holds
literals in the same file, or somebody else's sentence passed on (`fault.problem`).
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "openevac"
PASSED_ON = {"problem", "todo", "text", "banners", "found", "part", "help"}
"""Attributes that hold a template that stands elsewhere and is found there."""
TEMPLATE_CONSTANTS = {"BANNER", "CREW_SENTENCES"}
"""Constants that are templates and reach a page through an attribute, or a phone as a file of words."""
TELLS_THE_LEDGER = {"doing"}
"""Names whose `say` writes into the ledger: kinds and codes, no sentence for people."""
REASONS_OF_READERS = {"Skip"}
"""Enums whose values are templates."""

TEMPLATE_PLACES: dict[str, set[int | str]] = {
    "InputError": {0, 1, "problem", "todo"},
    "openevac.services.kernel.refusals:Refused": {0, 1},
    "openevac.services.kernel.refusals:NotAllowed": {0, 1},
    "openevac.services.kernel.refusals:NotFound": {0, 1},
    "openevac.services.kernel.refusals:Conflict": {0, 1},
    "openevac.services.kernel.refusals:refuse": {1, "todo"},
    "Remark": {0, "text"},
    "say": {0},
    ".say": {0},
    "Finding": {0, 2, 3, "part", "found", "todo"},
    "progress": {0},
    "Leaf": {1, "title"},
    "openevac.web.desk.more.index:Door": {1, 2},
    "openevac.web.desk.home:StepTold": {1, 2},
    "FigureTable": {"title"},
}
"""Where templates end up: positions and names of arguments; a dot stands before methods."""

PAGES = SOURCE / "web" / "templates"
SAID_BY_NAME = {
    "leaf.title", "door.title", "door.use", "table.title", "drill.called", "drill.works", "step.does",
    "told.title", "told.use",
}  # fmt: skip
"""Names in pages that hold a template of a table in the code, where it is found by its class (`Leaf`)."""
_SAID = re.compile(r"""\{%-?\s*say\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<name>[\w.]+))""")

Slots = dict[str, set[int | str]]


@dataclass(frozen=True)
class Found:
    """One template, or None where none could be found, and where it stands."""

    template: str | None
    where: str


@dataclass
class Module:
    """One file: its tree, what its names are given, and which functions its lines lie in."""

    name: str
    tree: ast.Module
    given: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    keywords: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    imported: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Give the name it is imported by."""
        return "openevac." + self.name.removesuffix(".py").replace("/", ".")

    @property
    def functions(self) -> list[ast.FunctionDef]:
        """Give all functions and methods."""
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)]


@lru_cache(maxsize=1)
def templates() -> tuple[Found, ...]:
    """Give all templates of the source and of the pages."""
    code = find_templates([_read(path, SOURCE) for path in sorted(SOURCE.rglob("*.py"))])
    return (
        *code,
        *(
            found
            for path in sorted(PAGES.rglob("*.html"))
            for found in templates_of_page(path, path.read_text("utf-8"))
        ),
    )


def templates_of_page(path: Path, text: str) -> list[Found]:
    """Give what `{% say %}` says in one page; a name there stands for a template found in the code."""
    where = path.relative_to(SOURCE).as_posix()
    found = []
    for match in _SAID.finditer(text):
        line = f"{where}:{text.count(chr(10), 0, match.start()) + 1}"
        named = match["name"]
        if named is None:
            found.append(Found(match["double"] or match["single"], line))
        elif named not in SAID_BY_NAME:
            found.append(Found(None, line))
    return found


def templates_of_text(text: str) -> tuple[Found, ...]:
    """Give the templates of one piece of source, for tests of this search."""
    return tuple(find_templates([_module("given.py", ast.parse(text))]))


def find_templates(modules: list[Module]) -> Iterator[Found]:
    """Give all templates of some modules."""
    constants = {name: values for module in modules for name, values in module.given.items() if name.isupper()}
    slots: Slots = {name: set(places) for name, places in TEMPLATE_PLACES.items()}
    while _grow(modules, slots):
        pass
    for module in modules:
        for name, values in constants.items():
            module.given.setdefault(name, values)
        for call, argument in _arguments(module, module.tree, slots):
            for literal in _literals(module, argument, frozenset()):
                yield Found(literal, f"{module.name}:{call.lineno}")
        yield from _reasons(module)
        for name in sorted(TEMPLATE_CONSTANTS & set(module.given)):
            yield from (Found(one, f"{module.name}:1") for one in _of_many(module, module.given[name], frozenset()))
        if module.name.startswith("cli/"):
            yield from _helps(module)


def _read(path: Path, root: Path) -> Module:
    return _module(str(path.relative_to(root)), ast.parse(path.read_text(encoding="utf-8")))


def _module(name: str, tree: ast.Module) -> Module:
    module = Module(name, tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _give(module, target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            _give(module, node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension):
            _give(module, node.target, node.iter)
        elif isinstance(node, ast.ImportFrom) and node.module:
            module.imported.update({one.asname or one.name: node.module for one in node.names})
        elif isinstance(node, ast.Call):
            for keyword in node.keywords:
                if keyword.arg:
                    module.keywords[keyword.arg].append(keyword.value)
    return module


def _give(module: Module, target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        module.given[target.id].append(value)
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
        for one, its in zip(target.elts, value.elts, strict=True):
            _give(module, one, its)
    elif isinstance(target, ast.Tuple):
        for one in target.elts:
            _give(module, one, value)


def _grow(modules: list[Module], slots: Slots) -> bool:
    """Note the functions whose parameters are handed on to template places; tell whether one was new."""
    before = sum(len(places) for places in slots.values())
    for module in modules:
        for function in module.functions:
            _note_parameters(module, function, slots)
    return sum(len(places) for places in slots.values()) > before


def _note_parameters(module: Module, function: ast.FunctionDef, slots: Slots) -> None:
    positional = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    by_name = [one.arg for one in function.args.kwonlyargs]
    shift = 1 if positional[:1] in (["self"], ["cls"]) else 0
    for _, argument in _arguments(module, function, slots):
        for name in _names(argument):
            if name in positional[shift:] or name in by_name:
                places = slots.setdefault(_key(module, function), set())
                places.add(name)
                if name in positional:
                    places.add(positional.index(name) - shift)


def _names(argument: ast.expr) -> list[str]:
    """Give the names an argument can be: itself, or either side of a choice."""
    if isinstance(argument, ast.IfExp):
        return _names(argument.body) + _names(argument.orelse)
    return [argument.id] if isinstance(argument, ast.Name) else []


def _key(module: Module, function: ast.FunctionDef) -> str:
    """Give under what a function is known: methods everywhere by name, others by their file."""
    in_class = any(function in node.body for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef))
    return f".{function.name}" if in_class else f"{module.path}:{function.name}"


def _arguments(module: Module, tree: ast.AST, slots: Slots) -> Iterator[tuple[ast.Call, ast.expr]]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        if isinstance(call.func, ast.Attribute):
            to_ledger = getattr(call.func.value, "id", "") in TELLS_THE_LEDGER
            places = set() if to_ledger else slots.get(f".{call.func.attr}", set())
        else:
            name = getattr(call.func, "id", "")
            places = slots.get(name) or slots.get(f"{module.imported.get(name, module.path)}:{name}", set())
        yield from ((call, argument) for number, argument in enumerate(call.args) if number in places)
        yield from ((call, keyword.value) for keyword in call.keywords if keyword.arg in places)


def _literals(module: Module, argument: ast.expr, seen: frozenset[str]) -> list[str | None]:
    """Give the literals an argument can be; [None] where it cannot be told; [] where it is passed on."""
    read_back = isinstance(argument, ast.Subscript) and getattr(argument.slice, "value", None) in PASSED_ON
    parts = _parts(argument)
    found: list[str | None] = [None]
    if read_back:
        found = []  # a sentence that was kept in a row
    elif parts is not None:
        found = _of_many(module, parts, seen)
    elif isinstance(argument, ast.Constant):
        found = [argument.value] if isinstance(argument.value, str) else []
    elif isinstance(argument, ast.BinOp) and isinstance(argument.op, ast.Add):
        found = _sums(_literals(module, argument.left, seen), _literals(module, argument.right, seen))
    elif isinstance(argument, ast.Attribute) and argument.attr in PASSED_ON:
        found = []
    elif isinstance(argument, ast.Attribute) and argument.attr not in seen:
        found = _of_many(module, module.keywords.get(argument.attr, []), seen | {argument.attr}) or [None]
    elif isinstance(argument, ast.Name) and argument.id not in seen:
        found = _of_name(module, argument.id, seen)
    return found


def _parts(argument: ast.expr) -> list[ast.expr] | None:
    """Give what a choice, a collection or a look-up in a table is made of; None for anything else."""
    parts: list[ast.expr] | None = None
    if isinstance(argument, ast.IfExp):
        parts = [argument.body, argument.orelse]
    elif isinstance(argument, ast.Tuple | ast.List | ast.Set):
        parts = argument.elts
    elif isinstance(argument, ast.Dict):
        parts = argument.values
    elif isinstance(argument, ast.Subscript | ast.Starred):
        parts = [argument.value]
    elif isinstance(argument, ast.Call) and isinstance(argument.func, ast.Attribute):
        parts = [argument.func.value] if argument.func.attr in {"get", "items", "values"} else None
    return parts


def _sums(left: list[str | None], right: list[str | None]) -> list[str | None]:
    return [None if one is None or other is None else one + other for one in left for other in right]


def _of_name(module: Module, name: str, seen: frozenset[str]) -> list[str | None]:
    if name in module.given:
        return _of_many(module, module.given[name], seen | {name})
    parameters = {
        one.arg for node in module.functions for one in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    }
    return [] if name in parameters else [None]


def _of_many(module: Module, values: list[ast.expr], seen: frozenset[str]) -> list[str | None]:
    return [one for value in values for one in _literals(module, value, seen)]


def _reasons(module: Module) -> Iterator[Found]:
    """Give why a reader of roads leaves things out: keys of `skipped`, values of its enum."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and node.name in REASONS_OF_READERS:
            values = [one.value for one in node.body if isinstance(one, ast.Assign)]
            yield from (Found(one, f"{module.name}:{node.lineno}") for one in _of_many(module, values, frozenset()))
        elif isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "skipped":
            known = [one for one in _literals(module, node.slice, frozenset()) if one is not None]
            yield from (Found(one, f"{module.name}:{node.lineno}") for one in known)


def _helps(module: Module) -> Iterator[Found]:
    """Give the help texts of commands: docstrings of functions and `help=` of options."""
    for value in module.keywords.get("help", []):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield Found(" ".join(value.value.split()), f"{module.name}:{value.lineno}")
    for function in module.functions:
        if _is_command(function):
            yield Found(" ".join((ast.get_docstring(function) or "").split()), f"{module.name}:{function.lineno}")


def _is_command(function: ast.FunctionDef) -> bool:
    takes_context = any(getattr(one.annotation, "attr", "") == "Context" for one in function.args.args)
    gives_nothing = isinstance(function.returns, ast.Constant) and function.returns.value is None
    return takes_context and gives_nothing and not function.name.startswith("_")
