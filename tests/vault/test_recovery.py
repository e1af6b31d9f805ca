from __future__ import annotations

from datetime import datetime

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault import age, recovery
from openevac.vault.keys import open_role_key, wrap_role_key
from openevac.vault.passphrases import WORD_LIST, check_word
from openevac.vault.recovery import mark_of, new_envelopes, open_envelope
from openevac.vault.tags import open_tag_key, seal_tag_key
from tests.vault.cast import KEYS, NOW, TAG_KEY

A, B = new_envelopes("dobro", NOW)
WORDS = tuple(WORD_LIST[place] for place in (0, 100, 700, 1300, 1900, 2100, 2500))


@pytest.mark.parametrize("envelope", [A, B])
def test_one_envelope_alone_opens_everything(envelope):
    wraps = {one.letter: wrap_role_key(KEYS[Role.OPERATOR], one.recipient) for one in (A, B)}
    tags = {one.letter: seal_tag_key(TAG_KEY, one.recipient) for one in (A, B)}
    typed = " ".join((*envelope.words, envelope.check_word)).upper()
    identity = open_envelope("dobro", envelope.letter, typed, recipient=envelope.recipient)
    assert open_role_key(wraps[envelope.letter], identity, role=Role.OPERATOR, epoch=1) == KEYS[Role.OPERATOR]
    assert open_tag_key(tags[envelope.letter], identity) == TAG_KEY


def test_the_two_envelopes_have_nothing_in_common():
    assert A.words != B.words
    assert A.recipient != B.recipient
    assert (A.letter, B.letter) == ("A", "B")
    assert A.check_word == check_word(A.words)
    assert A.made_at == NOW
    assert new_envelopes("dobro", NOW)[0].words != A.words


def test_an_envelope_printed_today_opens_in_years():
    # The words, the organisation and the letter alone give the key: this public key is printed on no paper but here.
    identity = recovery._identity("dobro", "A", WORDS)
    assert age.recipient_of(identity) == "age1vec83j6zyftngnvhnvh8clwp4h5r5xusa46nputs3xzseeludq5qt266ny"
    assert mark_of("age1x") == "ba9e-59dc"


def test_the_same_words_give_other_keys_to_another_letter_or_organisation():
    first = recovery._identity("dobro", "A", WORDS)
    assert len({first, recovery._identity("dobro", "B", WORDS), recovery._identity("svitlo", "A", WORDS)}) == 3


@pytest.mark.parametrize(
    ("organisation", "letter", "words"),
    [("dobro", "B", A.words), ("svitlo", "A", A.words), ("dobro", "A", A.words[::-1]), ("dobro", "A", B.words)],
)
def test_the_wrong_words_letter_or_organisation_are_refused(organisation, letter, words):
    with pytest.raises(InputError, match="do not open envelope") as refused:
        open_envelope(organisation, letter, " ".join(words), recipient=A.recipient)
    assert not any(word in str(refused.value) for word in words)


def test_misread_words_are_refused_before_anything_is_tried():
    with pytest.raises(InputError, match="3 words were typed"):
        open_envelope("dobro", "A", "зова зіта мучі", recipient=A.recipient)


def test_the_words_are_on_the_paper_only():
    assert not any(word in repr(A) for word in (*A.words, A.check_word))
    assert A.mark == mark_of(A.recipient)
    assert A.mark in repr(A)


def test_an_envelope_needs_a_code_and_a_time_with_a_zone():
    with pytest.raises(InputError, match="not an id"):
        new_envelopes("вул. Сумська 1", NOW)
    with pytest.raises(InputError, match="no time zone"):
        new_envelopes("dobro", datetime(2026, 3, 5))  # noqa: DTZ001 - the zone is missing on purpose
