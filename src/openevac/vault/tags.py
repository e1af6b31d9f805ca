"""Keyed tags: equal for equal phones, houses and names, and nothing else to whoever has no key.

HMAC-SHA256 under the organisation's tag key, the first 16 bytes in hex. Clients make them, the server only compares.
A tag hides a phone from somebody without the key. It hides nothing from somebody with it: there are only some hundred
million numbers, so a tag key and the tags give all phone numbers in minutes. Guard it like the numbers themselves.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Mapping

from openevac.domain.errors import InputError
from openevac.domain.ids import require_katottg
from openevac.domain.roles import Role
from openevac.domain.spelling import fold_name, kin_name, plain_name
from openevac.vault import age
from openevac.vault.age import OpenedIdentity

TAG_KEY_BYTES = 32
TAG_BYTES = 16
TAG_KEY_ROLES = (Role.OPERATOR, Role.NOTIFIER)
"""The roles the organisation's tag key is wrapped to; the web process never has it."""

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
_TAG_KEY_MAGIC = b"OEVTAGK1"
_MERE_STREET = frozenset({"вулиця", "вул", "ул", "улица", "street", "str", "vulytsia", "vul"})
_STREET_WORDS = _MERE_STREET | frozenset({
    "провулок", "пров", "переулок", "пер", "проспект", "просп", "пр", "пркт", "бульвар", "бул", "бр", "площа", "пл",
    "площадь", "узвіз", "шосе", "набережна", "наб", "проїзд", "майдан", "мікрорайон", "мкрн", "мкр", "тупик", "туп",
    "лінія",
})  # fmt: skip
_HOUSE_WORDS = re.compile(r"\b(будинок|буд|дом|д|house)\b\.?\s*(?=[№\d])")
_BLOCK_WORDS = re.compile(r"(корпус|корп|кор|к|block)\.?\s*(?=\d)")
_FLAT_WORDS = re.compile(r"\b(квартира|кварт|кв|flat|apt)\.?\s*(?=\d)")
_LOOKALIKES = str.maketrans("aceopxyikhmtb", "асеорхуікнмтв")


def new_tag_key() -> bytes:
    """Make a tag key, of an organisation or of a coalition."""
    return secrets.token_bytes(TAG_KEY_BYTES)


def wrap_tag_key(tag_key: bytes, recipients: Mapping[Role, str]) -> dict[Role, bytes]:
    """Wrap the organisation's tag key to the roles that may have it."""
    for role in recipients:
        if role not in TAG_KEY_ROLES:
            raise InputError(
                "The role {role} may not have the tag key.",
                "A tag key gives all phone numbers: wrap it to operator and notifier only.",
                field="role",
                role=role.value,
            )
    return {role: seal_tag_key(tag_key, recipient) for role, recipient in recipients.items()}


def seal_tag_key(tag_key: bytes, recipient: str) -> bytes:
    """Seal a tag key to one recipient: a recovery envelope, or a partner of the coalition."""
    _require_key(tag_key)
    return age.seal(_TAG_KEY_MAGIC + tag_key, [recipient])


def open_tag_key(wrap: bytes, identity: str | OpenedIdentity) -> bytes:
    """Open a wrapped tag key."""
    opened = identity if isinstance(identity, OpenedIdentity) else OpenedIdentity(identity)
    inside = opened.open(wrap)
    if not inside.startswith(_TAG_KEY_MAGIC):
        raise InputError(
            "This wrap does not hold a tag key.",
            "Let an operator wrap the tag key again.",
            field="wrap",
        )
    _require_key(inside[len(_TAG_KEY_MAGIC) :])
    return inside[len(_TAG_KEY_MAGIC) :]


def phone_tag(tag_key: bytes, e164: str) -> str:
    """Give the tag of a phone number in international form (+ and 8 to 15 digits)."""
    return _tag(tag_key, "phone", _require_phone(e164))


def house_tag(tag_key: bytes, katottg: str, street: str, house: str, flat: str = "") -> str:
    """Give the tag of a dwelling; spelling, street words and the way a number is written make no difference."""
    return _tag(tag_key, "house", *_address(katottg, street, house, flat))


def name_sound_tag(tag_key: bytes, surname: str, given: str) -> str:
    """Give the tag of a name by its sound, for tracing: equal for Ukrainian, Russian and Latin spellings.

    Which of the two names was given first makes no difference. Both sides of a search make it; neither sees a name.
    """
    sounds = sorted(kin_name(part) for part in (surname, given))
    if not all(sounds):
        raise InputError(
            "A name to search for needs both a given name and a surname.",
            "Ask for the other half; one name alone would match too many people.",
            field="name",
        )
    return _tag(tag_key, "name", *sounds)


def row_tag(tag_key: bytes, words: str) -> str:
    """Give the tag of one row that is imported: the same words give the same tag, and tell nothing without the key."""
    return _tag(tag_key, "row", words)


def claim_phone_tag(coalition_key: bytes, e164: str) -> str:
    """Give the tag by which organisations of a coalition see that they hold the same phone."""
    return _tag(coalition_key, "claim phone", _require_phone(e164))


def claim_house_tag(coalition_key: bytes, katottg: str, street: str, house: str, flat: str = "") -> str:
    """Give the tag by which organisations of a coalition see that they hold the same dwelling."""
    return _tag(coalition_key, "claim house", *_address(katottg, street, house, flat))


def plain_street(street: str) -> str:
    """Give a street without its street word, by its sound: Сумська, Сумская and Sumska are one street."""
    words = fold_free(street).split()
    named = [word for word in words if word not in _STREET_WORDS]
    # "вул. Набережна" is named by what is elsewhere a street word.
    return kin_name(" ".join(named or [word for word in words if word not in _MERE_STREET]))


def plain_house(house: str) -> str:
    """Give a house number without words, blanks and hyphens, its letter in Ukrainian: 12-A, 12 а, буд. 12А are one."""
    text = _HOUSE_WORDS.sub(" ", house.casefold())
    text = _BLOCK_WORDS.sub("/", text)
    return re.sub(r"[\s\-–—.,№\"'«»]+", "", text).translate(_LOOKALIKES)


def plain_flat(flat: str) -> str:
    """Give a flat number without words and blanks."""
    return plain_house(_FLAT_WORDS.sub(" ", flat.casefold()))


def fold_free(text: str) -> str:
    """Give a text in small letters with signs other than letters and digits turned to blanks, apostrophes dropped."""
    return re.sub(r"[^\w]+", " ", re.sub(r"[-'’ʼ`]", "", text.casefold())).strip()


def forget_spellings() -> None:
    """Empty the memory of spellings compared, which holds names in clear after tags of names were made."""
    for remembered in (plain_name, fold_name, kin_name):
        remembered.cache_clear()


def _address(katottg: str, street: str, house: str, flat: str) -> tuple[str, str, str, str]:
    require_katottg("katottg", katottg)
    number = plain_house(house)
    if not any(sign.isdigit() for sign in number):
        raise InputError(
            "The address has no house number.",
            "Without one there is no tag: whole streets would look like one dwelling.",
            field="house",
        )
    return katottg, plain_street(street), number, plain_flat(flat)


def _require_phone(e164: str) -> str:
    if not _E164.fullmatch(e164):
        raise InputError(
            "This phone number is not in international form.",
            "Write + and 8 to 15 digits, for example +380501234567.",
            field="phone",
        )
    return e164


def _require_key(tag_key: bytes) -> None:
    if len(tag_key) != TAG_KEY_BYTES:
        raise InputError(
            "A tag key has {bytes} bytes.",
            "Take the tag key from its wrap or from a backup.",
            field="tag_key",
            bytes=TAG_KEY_BYTES,
        )


def _tag(tag_key: bytes, use: str, *parts: str) -> str:
    _require_key(tag_key)
    message = b"openevac tag 1"
    for part in (use, *parts):
        encoded = part.encode()
        message += len(encoded).to_bytes(4, "big") + encoded
    return hmac.digest(tag_key, message, "sha256")[:TAG_BYTES].hex()
