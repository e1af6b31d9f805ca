"""The words of the crew app: what its scripts say is listed and translated, and nothing listed is said nowhere."""

from __future__ import annotations

import json
import re

from openevac.reports.words import read_catalog
from openevac.web.crew.words import CREW_SENTENCES
from openevac.web.crew.words_file import words_file
from openevac.web.static_files import FOLDER

SAID = re.compile(r'(?<![\w.])(?:said|sentence)\(\s*"((?:[^"\\]|\\.)*)"')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')


def scripts() -> dict[str, str]:
    return {path.relative_to(FOLDER).as_posix(): path.read_text("utf-8") for path in (FOLDER / "crew").rglob("*.js")}


def told(literal: str) -> str:
    """Give the text of a literal of JavaScript."""
    said: str = json.loads(f'"{literal}"')
    return said


def test_what_the_scripts_say_is_listed() -> None:
    missing = {
        told(literal): name for name, text in scripts().items() for literal in SAID.findall(text)
        if told(literal) not in CREW_SENTENCES
    }  # fmt: skip
    assert not missing, f"add to web/crew/words.py: {missing}"


def test_nothing_listed_is_said_nowhere() -> None:
    literals = {told(one) for text in scripts().values() for one in LITERAL.findall(text) if "\\u{" not in one}
    assert [one for one in CREW_SENTENCES if one not in literals] == []


def test_what_is_listed_is_listed_once_and_translated() -> None:
    assert len(CREW_SENTENCES) == len(set(CREW_SENTENCES))
    catalog = read_catalog("uk")
    assert [one for one in CREW_SENTENCES if one not in catalog and re.search(r"[A-Za-z]{2}", one)] == []


def test_the_files_of_words_are_those_of_the_catalogue() -> None:
    uk, en = (json.loads(words_file(language)) for language in ("uk", "en"))
    assert uk["sentences"]["Let this phone in"] == "Додати цей телефон"
    assert set(uk["sentences"]) <= set(CREW_SENTENCES)
    assert en == {"language": "en", "sentences": {}}


def test_the_search_finds_what_is_said() -> None:
    text = 'said("One.") + said("Two {n}", { n }) + keeper.said("no") + unsaid("no") + sentence(\n"Three")'
    assert SAID.findall(text) == ["One.", "Two {n}", "Three"]
