from __future__ import annotations

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import Place
from openevac.roads.places import PlaceIndex, describe_place
from tests.data import data_path


def place(code: str, name: str, **more: str | tuple[str, ...]) -> Place:
    return Place(katottg=f"UA63{code}", name_uk=name, **more)  # type: ignore[arg-type]  # names of text fields only


KUPIANSK = place("080090010026457", "Куп’янськ", raion="Куп’янський", hromada="Куп'янська міська громада")
VOVCHANSK = place("140010010035757", "Вовчанськ")
BERESTYN = place("060050010042407", "Берестин")
SHEVCHENKOVE = place("080150010082504", "Шевченкове", raion="UA63080000000032022", hromada="Шевченківська громада")
SHEVCHENKOVE_2 = place("080010320060330", "Шевченкове", hromada="Великобурлуцька громада")
SHEVCHENKOVE_3 = place("140010720096701", "Шевченкове", raion="Чугуївський")
SONINO = place("080010490074491", "Соніно", other_names=("Комсомольське",))
LYMAN = place("140010380087490", "Лиман")
MOSKIVKA = place("080150420024681", "Моськівка")
MOSKOVKA = place("020030420024682", "Московка")
LYMANE = place("140010380087491", "Лимани")
INDEX = PlaceIndex(
    [
        KUPIANSK,
        VOVCHANSK,
        BERESTYN,
        SHEVCHENKOVE,
        SHEVCHENKOVE_2,
        SHEVCHENKOVE_3,
        SONINO,
        LYMAN,
        LYMANE,
        MOSKIVKA,
        MOSKOVKA,
    ]
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("UA63080090010026457", KUPIANSK), (" ua63080090010026457 ", KUPIANSK),
        ("Куп’янськ", KUPIANSK), ("Куп'янськ", KUPIANSK), ("Kupiansk", KUPIANSK), ("Купянск", KUPIANSK),
        ("Куп'янск", KUPIANSK), ("Купянскь", KUPIANSK), ("Купьянск", KUPIANSK),
        ("Волчанск", VOVCHANSK), ("Вовчаснк", VOVCHANSK), ("Volchansk", VOVCHANSK),
        ("Красноград", BERESTYN), ("Krasnohrad", BERESTYN), ("Краснограт", BERESTYN),
        ("Комсомольське", SONINO), ("Комсомольское", SONINO),
        ("Шевченкове, Чугуївський район", SHEVCHENKOVE_3), ("Шевченково (Чугуевский р-н)", SHEVCHENKOVE_3),
        ("Шевченкове, Шевченківська громада", SHEVCHENKOVE), ("Лиман", LYMAN), ("Лимани", LYMANE),
    ],
)  # fmt: skip
def test_a_place_is_found_by(text, found):
    assert INDEX.find(text) == (found,)
    assert INDEX.one(text) == found


def test_the_exact_spelling_goes_before_a_typo():
    assert INDEX.find("Лиман") == (LYMAN,)
    assert set(INDEX.find("Лимант")) == {LYMAN, LYMANE}


def test_a_spelling_that_is_no_places_own_lists_all_it_could_mean():
    assert INDEX.find("Московка") == (MOSKOVKA,)
    assert INDEX.find("Моськівка") == (MOSKIVKA,)
    assert set(INDEX.find("Моськовка")) == {MOSKIVKA, MOSKOVKA}


def test_several_places_of_one_name_are_listed_never_guessed():
    assert len(INDEX.find("Шевченково")) == 3
    with pytest.raises(InputError) as caught:
        INDEX.one("Шевченкове")
    told = str(caught.value)
    assert told.startswith("field place: 3 places are called 'Шевченкове': ")
    assert "Шевченкове (Куп’янський, Шевченківська громада) UA63080150010082504" in told
    assert "Шевченкове (Чугуївський) UA63140010720096701" in told
    assert "Write the code, or the raion behind a comma." in told


def test_a_raion_that_holds_two_of_them_lists_those_two():
    with pytest.raises(InputError, match="2 places are called"):
        INDEX.one("Шевченкове, Куп’янський")


def test_a_raion_without_the_place_finds_nothing():
    assert INDEX.find("Шевченкове, Ізюмський") == ()


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(InputError, match=r"No place is called 'Вочанцьк'\. Nearest spellings: .*Вовчанськ"):
        INDEX.one("Вочанцьк")
    with pytest.raises(InputError, match=r"No place is called 'Щ'\. Check the spelling"):
        INDEX.one("Щ")


@pytest.mark.parametrize("text", ["", "  ", ",", "UA63000000000000000"])
def test_nothing_is_found_for_nothing(text):
    assert INDEX.find(text) == ()


def test_codes():
    assert INDEX.by_code("UA63140010010035757") == VOVCHANSK
    with pytest.raises(InputError, match="field katottg: The region has no place with the code UA12000000000000000"):
        INDEX.by_code("UA12000000000000000")


def test_a_code_that_stands_twice_is_refused():
    with pytest.raises(InputError, match="The id 'UA63140010010035757' stands more than once"):
        PlaceIndex([VOVCHANSK, VOVCHANSK])


def test_searching_takes_the_beginning_of_a_name():
    assert INDEX.search("Вовч") == (VOVCHANSK,)
    assert set(INDEX.search("лим")) == {LYMAN, LYMANE}
    assert INDEX.search("ли") == ()
    assert INDEX.search("Лиман") == (LYMAN,)


def test_many_places_of_one_name_are_counted_beyond_the_list():
    many = PlaceIndex([place(f"{number:015d}", "Степове") for number in range(25)])
    with pytest.raises(InputError, match=r"25 places are called 'Степове': .*; \+ 5\. Write"):
        many.one("Степове")


def test_a_place_names_its_raion_or_its_code():
    assert describe_place(VOVCHANSK) == "Вовчанськ (Чугуївський) UA63140010010035757"
    assert describe_place(Place(katottg="UA12120130010052999", name_uk="Юріївка")) == "Юріївка UA12120130010052999"


@pytest.mark.data
def test_russian_names_of_kharkiv_oblast_find_their_places():
    import json

    from openevac.feeds.settlements import read_settlements

    index = PlaceIndex(read_settlements(data_path("settlements/kharkiv_settlements.csv")))
    features = json.loads(data_path("settlements/settlement.geojson").read_text(encoding="utf-8"))["features"]
    named = [part["properties"] for part in features if "kharkiv" in part["properties"]["_file"]]
    pairs = {(part["name:ru"], part["name"]) for part in named if "name:ru" in part and part.get("place") != "borough"}
    known = [(russian, ukrainian) for russian, ukrainian in pairs if index.find(ukrainian)]
    missed = [pair for pair in known if not set(index.find(pair[1])) <= set(index.find(pair[0]))]
    assert len(known) > 250
    assert len(missed) <= 3, missed
    assert not [russian for russian, _ in missed if index.find(russian)]


@pytest.mark.data
def test_eleven_places_of_kharkiv_oblast_are_called_shevchenkove():
    from openevac.feeds.settlements import read_settlements

    index = PlaceIndex(read_settlements(data_path("settlements/kharkiv_settlements.csv")))
    with pytest.raises(InputError, match="11 places are called 'Shevchenkovo'"):
        index.one("Shevchenkovo")
    assert index.one("Куп'янськ").katottg == "UA63080090010026457"
