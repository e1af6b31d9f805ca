"""The Ukrainian catalogue: nothing untranslated, gaps kept, words of the glossary, none of those never to be said."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from openevac.reports import words
from openevac.reports.words import PLURAL_ORDER, read_catalog
from tests.reports.templates import SOURCE, Found, templates, templates_of_page, templates_of_text

NEVER_IN_UKRAINIAN = (
    r"експозиц", r"опромін", r"реле[йя]", r"чекін", r"\bстоп(и|ів|у|ом|ах)?\b", r"кейс", r"бенефіціар", r"клієнт",
    r"рецепці", r"трасуван", r"(?<!не)безпеч", r"укритт", r"притул(ок|к)", r"свідок|свідк", r"\bбал(и|ів)?\b",
    r"вартіст", r"ціна",
)  # fmt: skip
NEVER_IN_ENGLISH = (r"\bsafe(ly|r|st|ty)?\b", r"\bprize", r"\bscore", r"\bcost of a", r"\btarget", r"\benem(y|ies)\b")
ONLY_DENIED = re.compile(r"no probability|не ймовірність")
NOT_SENTENCES = {"Python"}


def needs_words(template: str) -> bool:
    """Tell whether a template holds a word outside its gaps that is no name of a library."""
    from openevac.cli import doctor

    names = {*doctor.LIBRARIES, *doctor.OPTIONAL, *NOT_SENTENCES}
    return template not in names and re.search(r"[A-Za-z]{2}", outside_gaps(template)) is not None


def outside_gaps(template: str) -> str:
    return re.sub(r"\{[^}]*\}", "", template)


def gaps(template: str) -> set[str]:
    return {name.split("|")[0] for _, name, _, _ in Formatter().parse(template) if name is not None}


def test_every_template_can_be_found_in_the_source() -> None:
    hidden = sorted({found.where for found in templates() if found.template is None} - PASSED_ON_WHOLE)
    assert not hidden, f"no literal template can be found there: {hidden}"


# A file and what it hands on whole: help texts of commands, reasons of a reader counted under their own words, a
# reason inside a sentence, which stands where it was written.
PASSED_ON_WHOLE = {
    found.where
    for found in templates()
    if found.where.startswith(
        ("cli/help.py", "cli/shell.py", "cli/region_told.py", "web/tags.py", "domain/remarks.py", "reports/words.py")
    )
}


def test_every_template_has_a_ukrainian_translation() -> None:
    catalog = read_catalog("uk")
    missing = {
        f.template: f.where for f in templates() if f.template and needs_words(f.template) and f.template not in catalog
    }
    lines = "\n".join(f'#: {where}\nmsgid "{template}"\nmsgstr ""\n' for template, where in sorted(missing.items()))
    assert not missing, f"add to a file uk*.po in src/openevac/reports/locale:\n\n{lines}"


def test_no_sentence_is_translated_twice() -> None:
    folder = Path(words.__file__).parent / "locale"
    said = []
    for path in sorted(folder.glob("uk*.po")):
        with path.open("rb") as stream:
            said += [str(message.id) for message in read_po(stream) if message.id]
    assert [template for template, times in Counter(said).items() if times > 1] == []


def test_translations_keep_their_gaps() -> None:
    wrong = {msgid: gaps(said) ^ gaps(msgid) for msgid, said in read_catalog("uk").items() if gaps(said) - gaps(msgid)}
    assert not wrong


def test_translations_say_every_fact() -> None:
    silent = {msgid: gaps(msgid) - gaps(said) for msgid, said in read_catalog("uk").items() if gaps(msgid) - gaps(said)}
    assert not silent


def test_plural_gaps_have_all_four_forms() -> None:
    for said in read_catalog("uk").values():
        for _, name, _, _ in Formatter().parse(said):
            if name and "|" in name:
                assert len(name.split("|")) - 1 == len(PLURAL_ORDER["uk"]), said


@pytest.mark.parametrize("never", NEVER_IN_UKRAINIAN)
def test_words_never_to_be_said_are_not_in_the_catalogue(never: str) -> None:
    found = [said for said in read_catalog("uk").values() if re.search(never, said, re.IGNORECASE)]
    assert not found


@pytest.mark.parametrize("never", NEVER_IN_ENGLISH)
def test_words_never_to_be_said_are_in_no_template(never: str) -> None:
    found = [f for f in templates() if f.template and re.search(never, outside_gaps(f.template), re.IGNORECASE)]
    assert not found


def test_probability_is_only_denied() -> None:
    said = [*read_catalog("uk").values(), *(found.template or "" for found in templates())]
    for sentence in said:
        if re.search(r"probab|ймовірн|імовірн", sentence, re.IGNORECASE):
            assert ONLY_DENIED.search(sentence), sentence


def test_the_never_list_would_catch_its_words() -> None:
    for word in ("безпечний маршрут", "безпечно", "укриття", "стопи", "релей", "експозиція", "кейсів"):
        assert any(re.search(never, word) for never in NEVER_IN_UKRAINIAN), word
    assert not any(re.search(never, "найменш небезпечний шлях, вартові") for never in NEVER_IN_UKRAINIAN)


def found_in(text: str) -> list[str | None]:
    return [found.template for found in templates_of_text(text)]


def test_the_search_finds_literals_choices_names_and_tables() -> None:
    assert found_in('InputError("Bad.", "Mend.", file="f")') == ["Bad.", "Mend."]
    assert found_in('Remark(text="One." if x else "Two.")') == ["One.", "Two."]
    assert found_in('text = "A."\nRemark(text=text)') == ["A."]
    assert found_in('T = {1: "A.", 2: "B."}\nwords.say(T[key])') == ["A.", "B."]
    assert found_in('words.say("a " + x)') == [None]
    assert found_in("words.say(f'{x}')") == [None]


def test_the_search_finds_what_pages_say() -> None:
    page = SOURCE / "web" / "templates" / "given.html"
    said = [found.template for found in templates_of_page(page, "{% say \"A.\" %} {% say 'B {n}' n=3 %}{% say c %}")]
    assert said == ["A.", "B {n}", None]


def test_the_search_follows_functions_that_hand_a_template_on() -> None:
    text = 'def warn(template, **facts):\n    words.say(template, **facts)\nwarn("Old line.")'
    assert Found("Old line.", "given.py:3") in templates_of_text(text)
