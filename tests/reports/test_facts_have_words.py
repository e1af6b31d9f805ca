"""No refusal prints a code where people expect a word: every fact that carries a member of a list is said in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import openevac
from openevac.reports.vocabulary import ENUM_WORDS, FACT_ENUMS, FACT_LISTS
from openevac.reports.words import Words

HOME = Path(openevac.__file__).parent
ROOMS = ("rules", "services", "planning", "store")
COLUMNS = "status|outcome|state|kind|level|verdict|access|method|bed|mobility|age_band|role|roles|limit"
CODED = re.compile(rf"\.value\b|\.({COLUMNS})( or '-')?$")
GAP = re.compile(r"\{([a-z_0-9]+)[}:]")
NOT_FOR_PEOPLE = {"expiry": "names a class of fields to whoever wrote the model; no page or command can meet it"}
SPEAKS = {"Remark", "InputError", "Refused", "NotAllowed", "NotFound", "Conflict", "Outdated", "CannotOpenError"}


def coded_facts(source: str) -> Iterator[tuple[int, str]]:
    """Give line and name of every fact of a sentence in this source that is filled with a member of a list."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or _called(node) not in SPEAKS:
            continue
        said = " ".join(str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant) and _is_text(one))
        gaps = set(GAP.findall(said))
        for name, value in _given(node):
            if CODED.search(ast.unparse(value)) and (name in gaps or not gaps):
                yield node.lineno, name


def _called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _given(node: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    for keyword in node.keywords:
        if keyword.arg == "facts":
            for one in ast.walk(keyword.value):
                if isinstance(one, ast.Dict):
                    yield from ((str(key.value), value) for key, value in zip(one.keys, one.values, strict=True)
                                if isinstance(key, ast.Constant))  # fmt: skip
        elif keyword.arg not in {None, "field", "text"}:
            yield str(keyword.arg), keyword.value


def test_every_coded_fact_of_a_sentence_is_said_in_words() -> None:
    raw = [
        f"{path.relative_to(HOME)}:{line} {{{name}}}"
        for room in ROOMS
        for path in sorted((HOME / room).rglob("*.py"))
        for line, name in coded_facts(path.read_text(encoding="utf-8"))
        if name not in {*FACT_ENUMS, *FACT_LISTS, *NOT_FOR_PEOPLE}
    ]
    assert raw == [], "facts that carry a code and have no words"


@pytest.mark.parametrize(
    "planted",
    [
        'raise Conflict("It ended: {status_now}.", "Ask.", status_now=request.status)',
        'Remark(text="Entry {entry}.", facts={"entry": ground.access.value})',
        'raise InputError("Not {end_as}.", "Do.", field="end", end_as=", ".join(one.value for one in ENDS))',
    ],
)
def test_a_planted_code_is_found(planted: str) -> None:
    assert [name for _, name in coded_facts(planted)]


def test_every_list_that_facts_name_has_all_its_words() -> None:
    for members in {*FACT_ENUMS.values(), *FACT_LISTS.values()}:
        assert set(ENUM_WORDS[members]) == set(members), members


@pytest.mark.parametrize(
    ("template", "facts", "said"),
    [
        ("This request has come to an end: {request_status}.", {"request_status": "referred"}, "передано службі"),
        ("The request is not on hold for this reason: {hold_reason}.", {"hold_reason": "address_unclear"}, "адрес"),
        ("Something else is recorded for this door already: {outcome}.", {"outcome": "not_at_home"}, "не вийшли"),
        ("Choose one of: {request_statuses}.", {"request_statuses": "refused, wrong_address"}, "передумали, адреси не"),
    ],
)
def test_refusals_are_said_in_ukrainian_words(template: str, facts: dict[str, str], said: str) -> None:
    sentence = Words("uk").say(template, **facts)
    assert said in sentence
    assert not re.search("[a-z]{3}", sentence), sentence
