"""Rules of the house that an import contract cannot see: clocks, chance, names, sizes, words, clean records."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "openevac"
CORE_ROOMS = ("domain", "rules", "roads", "hazards", "routing", "planning", "outlook", "ledger", "reports")
FILES = sorted(SOURCE.rglob("*.py"))
CORE_FILES = [path for path in FILES if path.relative_to(SOURCE).parts[0] in CORE_ROOMS]

OWN_CLOCK_OR_CHANCE = re.compile(
    r"datetime\.now|date\.today|time\.time\(|time\.monotonic|perf_counter|^import random|^from random|"
    r"np\.random\.(?!Generator|PCG64|SeedSequence|default_rng\([^)])",
    re.MULTILINE,
)
FORBIDDEN_WORDS = re.compile(
    r"(?<![a-z])(user|target|threat|enemy|asset|raid|sortie|blacklist|manager|helper|utils|common)s?(?![a-z])"
)
# Fields that must not exist anywhere (DESIGN 7): what could be used against a person.
FORBIDDEN_FIELDS = re.compile(
    r"military|conscript|award|politic|religio|nationalit|citizenship|passport|document_number|loyal|first_name|"
    r"last_name|surname|phone|patronymic",
    re.IGNORECASE,
)
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring."""
    total = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        total -= (first.end_lineno or first.lineno) - first.lineno + 1
    return total


@pytest.mark.parametrize("path", CORE_FILES, ids=name_of)
def test_the_core_has_no_clock_and_no_chance_of_its_own(path: Path) -> None:
    found = OWN_CLOCK_OR_CHANCE.findall(path.read_text(encoding="utf-8"))
    assert not found, f"{name_of(path)}: clock and seed come in as arguments, found {found}"


def test_the_pattern_for_clocks_and_chance_finds_them() -> None:
    for line in ("datetime.now(UTC)", "time.time()", "import random", "np.random.rand(3)", "np.random.default_rng()"):
        assert OWN_CLOCK_OR_CHANCE.search(line), line
    assert not OWN_CLOCK_OR_CHANCE.search("np.random.default_rng(seed)")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_are_of_a_size_to_feel_at_home_in(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    written_by_django = path.parent.name == "migrations"
    lines = text.count("\n")
    assert written_by_django or lines <= MAX_FILE_LINES, f"{name_of(path)} is longer than {MAX_FILE_LINES} lines"
    too_long = [f.name for f in functions(ast.parse(text)) if body_lines(f) > MAX_FUNCTION_LINES]
    assert not too_long, f"{name_of(path)}: longer than {MAX_FUNCTION_LINES} lines: {too_long}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_names_keep_to_the_glossary(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    bad = sorted(name for name in {*names, path.stem} if FORBIDDEN_WORDS.search(snake(name)) and not allowed(name))
    assert not bad, f"{name_of(path)}: words that are not ours: {bad}"


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


SETTINGS_OF_LIBRARIES = {
    "AUTH_USER_MODEL", "ACCOUNT_USER_MODEL_EMAIL_FIELD", "ACCOUNT_USER_MODEL_USERNAME_FIELD", "USERNAME_FIELD",
}  # fmt: skip


def allowed(name: str) -> bool:
    """Matrices have sources and targets in the routing library's words, and settings have the names libraries read."""
    return name in {"targets", "target", "num_targets"} or name in SETTINGS_OF_LIBRARIES


@pytest.mark.parametrize("path", [p for p in FILES if p.relative_to(SOURCE).parts[0] == "domain"], ids=name_of)
def test_no_field_exists_that_could_be_used_against_a_person(path: Path) -> None:
    fields = [
        node.target.id
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]
    assert not [field for field in fields if FORBIDDEN_FIELDS.search(field)]


@pytest.mark.parametrize("room", ["roads", "hazards", "routing", "planning", "outlook"])
def test_the_planner_never_sees_a_name(room: str) -> None:
    for path in sorted((SOURCE / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"openevac\.domain(\.| import .*\b)(people|tracing)\b", text), name_of(path)


@pytest.mark.parametrize("room", ["web", "cli"])
def test_faces_do_not_touch_the_database_themselves(room: str) -> None:
    for path in sorted((SOURCE / room).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"django\.(db|contrib\.gis)|from django import .*\bdb\b", text), name_of(path)


@pytest.mark.parametrize("path", sorted((SOURCE / "planning" / "check").rglob("*.py")), ids=name_of)
def test_the_referee_shares_no_code_with_the_planner(path: Path) -> None:
    own = re.compile(r"openevac\.(domain|hazards|roads|planning\.check)(\.|$)")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        named = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        strangers = [name for name in named if name.startswith("openevac") and not own.match(name)]
        assert not strangers, f"{name_of(path)} imports {strangers}"


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_nothing_is_silenced_without_a_reason(path: Path) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", line), f"{name_of(path)}:{number}"
        assert not re.search(r"except( Exception)?:\s*(pass)?$", line.strip()), f"{name_of(path)}:{number} bare except"
        silenced = re.search(r"#\s*(noqa|type: ignore)(\S*)(.*)$", line)
        assert not silenced or silenced.group(3).strip(), f"{name_of(path)}:{number}: silenced without a reason"
