from __future__ import annotations

from difflib import SequenceMatcher
from itertools import product

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault.name_index import MOST_NAMES, Hit, NamedCase, build_index, read_index, search
from openevac.vault.records import RecordKind
from tests.vault.cast import ring

CASES = (
    NamedCase(record="h-1", name="Олена Коваль"),
    NamedCase(record="h-2", name="Ковальчук І. П."),
    NamedCase(record="h-3", name="Мельник"),
    NamedCase(record="h-4", name="Коваль"),
    NamedCase(record="h-5", name=""),
)


def alike(first: str, second: str) -> float:
    return SequenceMatcher(None, first.casefold(), second.casefold()).ratio()


def test_a_surname_finds_its_cases_most_alike_first():
    assert [hit.record for hit in search(CASES, "коваль", alike, least=0.7)] == ["h-1", "h-4", "h-2"]
    assert search(CASES, "Мельник", alike) == (Hit(record="h-3", likeness=1.0),)
    assert search(CASES, "Шевченко", alike) == ()
    assert [hit.record for hit in search(CASES, "Олена Коваль", alike, least=0.99)] == ["h-1"]


def test_the_bound_is_part_of_it_and_at_most_so_many_are_given():
    def half(first: str, second: str) -> float:
        return 0.5 if second else 0.0

    assert len(search(CASES, "x", half, least=0.5)) == 4
    assert [hit.record for hit in search(CASES, "x", half, least=0.5, most=2)] == ["h-1", "h-2"]
    assert search(CASES, "x", half, least=0.51) == ()
    many = [NamedCase(record=f"h-{number}", name="Коваль") for number in range(30)]
    assert len(search(many, "Коваль", alike)) == 20


def test_an_index_is_sealed_opened_and_read():
    one = ring().seal(RecordKind.NAME_INDEX, "index", build_index(CASES))
    assert set(one.wraps) == {Role.OPERATOR, Role.COORDINATOR}
    told = ring(Role.COORDINATOR).open(RecordKind.NAME_INDEX, "index", one.payload, one.wraps)
    assert set(read_index(told)) == set(CASES)
    assert build_index(CASES) == build_index(reversed(CASES)), "the order of rows says nothing"


def test_the_largest_index_is_sealed_and_one_more_is_refused():
    names = [
        f"{first}{second} {third}" for first, second, third in product("АБВГДЕЖЗИК", ["ленко"] * 10, ["Ім'я"] * 50)
    ]
    cases = [NamedCase(record=f"{number:064}", name=name) for number, name in enumerate(names)]
    assert len(cases) == MOST_NAMES
    data = build_index(cases)
    assert len(read_index(data)) == MOST_NAMES
    assert ring().seal(RecordKind.NAME_INDEX, "index", data).payload
    with pytest.raises(InputError, match="There are 5001 names in the index, at most 5000"):
        build_index([*cases, CASES[0]])
    with pytest.raises(InputError, match="There are 5001 names"):
        read_index(data[:-1] + b',["h-1","x"]]')


@pytest.mark.parametrize("data", [b"", b"{}", b"[[1,2]]", b'[["h-1"]]', b"\xff"])
def test_what_is_no_index_is_refused(data: bytes):
    with pytest.raises(InputError, match="index of names cannot be read"):
        read_index(data)


def test_names_never_show_themselves_and_are_checked():
    assert repr(CASES[0]) == "NamedCase(record='h-1', hidden)"
    for record, name in (("two words", "x"), ("h-1", "x" * 201), ("h-1", "a\0b")):
        with pytest.raises(InputError):
            NamedCase(record=record, name=name)
