from __future__ import annotations

import random
import secrets
from collections import Counter
from hashlib import sha256

import pytest

from openevac.domain.errors import InputError
from openevac.vault.passphrases import BITS, WORD_LIST, check_word, new_words, read_words, require_strong
from tests.torture import examples


def test_seven_words_give_over_77_bits():
    assert BITS >= 77
    assert len(WORD_LIST) == len(set(WORD_LIST)) >= 2048
    assert all(len(word) == 4 and set(word) <= set("бвдзклмнпрстчаоуі") for word in WORD_LIST)
    assert not {"сука", "міна", "рана", "баба", "тата"} & set(WORD_LIST)


def test_the_list_never_changes_because_words_are_printed():
    assert sha256(" ".join(WORD_LIST).encode()).hexdigest()[:16] == "2bbc52835b783f9f"
    assert check_word(WORD_LIST[:7]) == "садо"


def test_all_words_are_drawn_alike():
    drawn = Counter(word for _ in range(6_000) for word in new_words())
    assert len(drawn) == len(WORD_LIST)
    assert max(drawn.values()) < 45, "16 expected of each"
    assert all(len(new_words()) == 7 for _ in range(3))


def test_the_draw_is_that_of_the_secrets_of_the_machine(monkeypatch):
    monkeypatch.setattr(secrets, "choice", lambda words: words[5])
    assert new_words() == (WORD_LIST[5],) * 7


def test_typed_words_are_read_however_they_are_typed():
    words = new_words()
    assert read_words(" ".join(words)) == words
    assert read_words("\n".join(words).upper()) == words
    assert read_words(" ".join((*words, check_word(words)))) == words
    latin = " ".join(words).translate(str.maketrans("аоуікмрст", "aoyikmpct"))
    assert read_words(latin) == words


@pytest.mark.parametrize("count", [0, 1, 6, 9, 24])
def test_too_few_or_too_many_words_are_refused(count: int):
    with pytest.raises(InputError, match=f"{count} words were typed"):
        read_words(" ".join(WORD_LIST[:count]))


def test_an_unknown_word_is_named_by_its_number_and_never_repeated():
    words = [*new_words()]
    words[4] = "бомж"
    with pytest.raises(InputError, match="Word 5 is none") as refused:
        read_words(" ".join(words))
    assert not any(word in str(refused.value) for word in words)


def test_the_check_word_finds_swapped_and_misread_words():
    rng, found, tried = random.Random(5), 0, examples(300, 3_000)
    for _ in range(tried):
        words = new_words()
        wrong = [*words]
        if rng.random() < 0.5:
            first, second = rng.sample(range(7), 2)
            wrong[first], wrong[second] = wrong[second], wrong[first]
        else:
            wrong[rng.randrange(7)] = rng.choice(WORD_LIST)
        if tuple(wrong) == words:
            found += 1
            continue
        try:
            read_words(" ".join((*wrong, check_word(words))))
        except InputError as refused:
            assert "check word does not go with" in str(refused)  # noqa: PT017 - one in 2,600 may pass by chance
            found += 1
    assert found >= tried - 3


@pytest.mark.parametrize(
    "weak", ["", "password", "коваль 1987", "а" * 60, "абабабабабабабабабабаб", "1234567 1234567 123"]
)
def test_weak_passphrases_are_refused(weak: str):
    with pytest.raises(InputError, match="too easy to guess"):
        require_strong(weak)


def test_seven_words_and_a_sentence_of_ones_own_are_strong():
    require_strong(" ".join(new_words()))
    require_strong("на нашому подвір'ї росте стара груша")
