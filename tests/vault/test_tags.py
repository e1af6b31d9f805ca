from __future__ import annotations

import hmac

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.domain.spelling import fold_name, kin_name, plain_name
from openevac.vault import age, tags
from openevac.vault.tags import (
    claim_house_tag,
    claim_phone_tag,
    forget_spellings,
    house_tag,
    name_sound_tag,
    new_tag_key,
    open_tag_key,
    phone_tag,
    row_tag,
    seal_tag_key,
    wrap_tag_key,
)
from tests.torture import examples
from tests.vault.cast import KEYS, KUPIANSK, RECIPIENTS, TAG_KEY

PHONE = "+380501234567"
OTHER_PLACE = "UA63080090010026458"


def house(street: str, number: str, flat: str = "", place: str = KUPIANSK) -> str:
    return house_tag(TAG_KEY, place, street, number, flat)


def test_a_tag_is_the_hmac_the_decision_page_describes():
    message = b"openevac tag 1" + b"\0\0\0\5phone" + b"\0\0\0\r" + PHONE.encode()
    assert phone_tag(bytes(32), PHONE) == hmac.digest(bytes(32), message, "sha256")[:16].hex()


@settings(max_examples=examples(100, 1000))
@given(
    first=st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True),
    second=st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True),
)
def test_phones_have_equal_tags_exactly_when_they_are_equal(first: str, second: str):
    assert (phone_tag(TAG_KEY, first) == phone_tag(TAG_KEY, second)) == (first == second)
    assert len(phone_tag(TAG_KEY, first)) == 32
    assert first[1:] not in phone_tag(TAG_KEY, first)


@pytest.mark.parametrize(
    "phone", ["", "0671112233", "+38050123456x", "+0501234567", "+4805112", "+" + "3" * 16, "+380 50 1", PHONE + "\n"]
)
def test_a_phone_in_another_form_is_refused_and_not_repeated(phone: str):
    with pytest.raises(InputError, match="not in international form") as refused:
        phone_tag(TAG_KEY, phone)
    assert not phone or phone not in str(refused.value)


def test_uses_and_keys_do_not_meet():
    key, made = new_tag_key(), set()
    for one in (TAG_KEY, key):
        made |= {phone_tag(one, PHONE), claim_phone_tag(one, PHONE)}
        made |= {house_tag(one, KUPIANSK, "Сумська", "1"), claim_house_tag(one, KUPIANSK, "Сумська", "1")}
        made |= {name_sound_tag(one, "Коваль", "Олена"), row_tag(one, PHONE)}
    assert len(made) == 12


@pytest.mark.parametrize(
    ("street", "number", "flat"),
    [
        ("вул. Сумська", "12-А", "кв. 5"),
        ("Сумська вулиця", "12а", "5"),
        ("ВУЛИЦЯ СУМСЬКА", "буд. 12 A", "КВ5"),
        ("ул. Сумская", "12 а", "квартира 5"),
        ("vul. Sumska", "д. 12-a", "flat 5"),
        ("Сумська", "будинок № 12 «А»", " 5 "),
    ],
)
def test_one_dwelling_has_one_tag_however_it_is_written(street: str, number: str, flat: str):
    assert house(street, number, flat) == house("Сумська", "12а", "5")


@pytest.mark.parametrize(
    ("street", "number", "flat", "place"),
    [
        ("Сумська", "12б", "5", KUPIANSK),
        ("Сумська", "12", "5", KUPIANSK),
        ("Сумська", "12а", "6", KUPIANSK),
        ("Сумська", "12а", "", KUPIANSK),
        ("Сумський", "1", "2а5", KUPIANSK),
        ("Полтавська", "12а", "5", KUPIANSK),
        ("Сумська", "12а", "5", OTHER_PLACE),
        ("Сумська", "12/1", "5", KUPIANSK),
        ("Сумська", "121", "5", KUPIANSK),
    ],
)
def test_other_dwellings_have_other_tags(street: str, number: str, flat: str, place: str):
    assert house(street, number, flat, place) != house("Сумська", "12а", "5")


def test_blocks_of_a_house_are_written_many_ways():
    assert len({house("Миру", text) for text in ("12/2", "12 корп. 2", "12 к2", "12, корпус 2", "12к.2")}) == 1
    assert house("Миру", "12/2") != house("Миру", "122")
    assert house("Миру", "12к") != house("Миру", "12")
    assert house("Миру", "12 Д") == house("Миру", "12д") != house("Миру", "12")


def test_a_street_named_like_a_street_word_keeps_its_own_name():
    assert house("вул. Набережна", "1") != house("вул. Площа", "1")
    assert house("вул. Набережна", "1") == house("Набережна вулиця", "1")


def test_a_village_without_streets_has_tags_of_houses():
    assert house("", "7") == house(" ", "7")
    assert house("", "7") != house("", "8")


@pytest.mark.parametrize("number", ["", " ", "буд.", "-", "б/н"])
def test_without_a_house_number_there_is_no_tag(number: str):
    with pytest.raises(InputError, match="no house number"):
        house("Сумська", number)
    with pytest.raises(InputError, match="not a KATOTTG"):
        house("Сумська", "1", place="Куп'янськ")


@pytest.mark.parametrize(
    ("surname", "given"),
    [
        ("Коваленко", "Олена"),
        ("КОВАЛЕНКО", "олена"),
        ("Kovalenko", "Olena"),
        ("Коваленко", "Елена"),
        ("Олена", "Коваленко"),
    ],
)
def test_both_sides_of_a_search_meet_by_the_sound_of_a_name(surname: str, given: str):
    assert name_sound_tag(TAG_KEY, surname, given) == name_sound_tag(TAG_KEY, "Коваленко", "Олена")


def test_other_names_do_not_meet_and_half_a_name_has_no_tag():
    assert name_sound_tag(TAG_KEY, "Коваленко", "Олег") != name_sound_tag(TAG_KEY, "Коваленко", "Олена")
    for surname, name in (("Коваленко", ""), ("", "Олена"), ("", "")):
        with pytest.raises(InputError, match="both a given name and a surname"):
            name_sound_tag(TAG_KEY, surname, name)


def test_spellings_of_names_are_forgotten():
    name_sound_tag(TAG_KEY, "Коваленко", "Олена")
    assert kin_name.cache_info().currsize
    forget_spellings()
    assert kin_name.cache_info().currsize == fold_name.cache_info().currsize == plain_name.cache_info().currsize == 0


def test_the_tag_key_is_wrapped_to_operator_and_notifier_only():
    wraps = wrap_tag_key(TAG_KEY, {role: RECIPIENTS[role] for role in (Role.OPERATOR, Role.NOTIFIER)})
    for role, wrap in wraps.items():
        assert open_tag_key(wrap, KEYS[role].identity) == TAG_KEY
        with pytest.raises(InputError, match="other keys"):
            open_tag_key(wrap, KEYS[Role.COORDINATOR].identity)
    for role in set(Role) - set(tags.TAG_KEY_ROLES):
        with pytest.raises(InputError, match=f"role {role.value} may not have the tag key"):
            wrap_tag_key(TAG_KEY, {role: RECIPIENTS[Role.COORDINATOR]})


def test_what_is_no_tag_key_is_refused():
    assert len(new_tag_key()) == 32
    assert new_tag_key() != new_tag_key()
    operator = KEYS[Role.OPERATOR]
    with pytest.raises(InputError, match="not hold a tag key"):
        open_tag_key(age.seal(b"something else", [operator.recipient]), operator.identity)
    with pytest.raises(InputError, match="has 32 bytes"):
        open_tag_key(age.seal(b"OEVTAGK1" + bytes(31), [operator.recipient]), operator.identity)
    for made in (lambda: seal_tag_key(b"short", operator.recipient), lambda: phone_tag(bytes(33), PHONE)):
        with pytest.raises(InputError, match="has 32 bytes"):
            made()
