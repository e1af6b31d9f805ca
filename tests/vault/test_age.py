from __future__ import annotations

import copy
import errno
import io
import os
import pickle
import random
import shutil
import subprocess

import pytest

from openevac.domain.errors import InputError
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from tests.torture import examples
from tests.vault import age_by_hand

SIZES = (0, 1, 300, 65_535, 65_536, 65_537, 200_000)


@pytest.mark.parametrize("size", SIZES)
def test_a_second_implementation_of_age_agrees_both_ways(size: int):
    identity, plain = age.new_identity(), os.urandom(size)
    assert age_by_hand.open_sealed(age.seal(plain, [age.recipient_of(identity)]), identity) == plain
    assert OpenedIdentity(identity).open(age_by_hand.seal(plain, age.recipient_of(identity))) == plain


@pytest.mark.skipif(shutil.which("age") is None, reason="the age of Debian is not installed")
@pytest.mark.parametrize("size", SIZES)
def test_the_age_of_debian_agrees_both_ways(size: int, tmp_path):
    identity, plain = age.new_identity(), os.urandom(size)
    key = tmp_path / "key"
    key.write_text(identity)
    sealed = age.seal(plain, [age.recipient_of(identity)])
    opened = subprocess.run(["age", "-d", "-i", str(key)], input=sealed, capture_output=True, check=True)
    assert opened.stdout == plain
    theirs = subprocess.run(
        ["age", "-r", age.recipient_of(identity)], input=plain, capture_output=True, check=True
    ).stdout
    assert OpenedIdentity(identity).open(theirs) == plain


def test_raw_keys_are_written_as_the_specification_says():
    for seed in (bytes(32), b"\xff" * 32, *(os.urandom(32) for _ in range(examples(50, 2000)))):
        text = age.identity_from_raw(seed)
        assert age_by_hand.raw_of(text) == seed
        assert OpenedIdentity(text).text == text
    with pytest.raises(ValueError, match="32 bytes"):
        age.identity_from_raw(bytes(31))


def test_the_public_half_is_that_of_another_library():
    identity = age.new_identity()
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    key = X25519PrivateKey.from_private_bytes(age_by_hand.raw_of(identity))
    assert age_by_hand.raw_of(age.recipient_of(identity)) == age_by_hand.public(key)


def test_spoiled_seals_are_refused_and_nothing_else_happens():
    identity = OpenedIdentity(age.new_identity())
    sealed, rng = age.seal(b"hello" * 20, [identity.recipient]), random.Random(3)
    refused = 0
    for _ in range(examples(3_000, 60_000)):
        spoiled = bytearray(sealed)
        for _ in range(rng.choice([1, 1, 2, 5])):
            place = rng.randrange(len(spoiled))
            match rng.randrange(3):
                case 0:
                    spoiled[place] = rng.randrange(256)
                case 1:
                    del spoiled[place]
                case _:
                    spoiled.insert(place, rng.choice(b"\n -> -->=abcX25519"))
        if bytes(spoiled) == sealed:
            continue
        assert not identity.opens(bytes(spoiled))
        with pytest.raises(InputError, match=r"changed or cut|other keys"):
            identity.open(bytes(spoiled))
        refused += 1
    assert refused > examples(2_900, 59_000)


@pytest.mark.parametrize("text", ["", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1\0", "x" * 100_000, "\ud800"])
def test_what_is_no_secret_key_is_refused(text: str):
    with pytest.raises(InputError, match="not a secret key of age"):
        OpenedIdentity(text)


@pytest.mark.parametrize("text", ["", "age1", "ssh-ed25519 AAAA", "\ud800"])
def test_what_is_no_public_key_is_refused(text: str):
    with pytest.raises(InputError, match="not a public key of age"):
        age.seal(b"x", [text])


def test_sealing_to_nobody_is_refused():
    with pytest.raises(InputError, match="nobody to seal to"):
        age.seal(b"x", [])


def test_a_seal_for_somebody_else_is_told_from_a_changed_one():
    sealed = age.seal(b"x", [age.recipient_of(age.new_identity())])
    other = OpenedIdentity(age.new_identity())
    assert not other.opens(sealed)
    with pytest.raises(InputError, match="sealed to other keys"):
        other.open(sealed)
    with pytest.raises(InputError, match="changed or cut"):
        other.open(b"age-encryption.org/v1\n")


def test_any_of_several_recipients_opens():
    first, second = OpenedIdentity(age.new_identity()), OpenedIdentity(age.new_identity())
    sealed = age.seal(b"x", [first.recipient, second.recipient])
    assert first.open(sealed) == second.open(sealed) == b"x"
    assert first.opens(sealed)


def test_a_secret_key_never_shows_itself():
    identity = OpenedIdentity(age.new_identity())
    assert identity.text[15:] not in repr(identity) + str(identity) + f"{identity}"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled or copied"):
            leak(identity)


class Full(io.BytesIO):
    """A disk that is full after 100,000 bytes."""

    def write(self, data) -> int:
        if self.tell() > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


class FullAtFlush(io.BytesIO):
    """A disk that says it is full only when everything must be on it."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


class Torn(io.BytesIO):
    """A medium that fails while it is read."""

    def read(self, size=-1) -> bytes:
        if self.tell() > 100_000:
            raise OSError(errno.EIO, "Input/output error")
        return super().read(size)


def test_a_full_disk_is_told_from_a_torn_seal():
    identity = OpenedIdentity(age.new_identity())
    plain = bytes(1_000_000)
    sealed = io.BytesIO()
    age.seal_stream(io.BytesIO(plain), sealed, [identity.recipient])
    for full in (Full(), FullAtFlush()):
        with pytest.raises(OSError, match="No space left"):
            age.seal_stream(io.BytesIO(plain), full, [identity.recipient])
    with pytest.raises(OSError, match="No space left"):
        identity.open_stream(io.BytesIO(sealed.getvalue()), Full())
    with pytest.raises(OSError, match="Input/output"):
        identity.open_stream(Torn(sealed.getvalue()), io.BytesIO())
    with pytest.raises(OSError, match="Input/output"):
        age.seal_stream(Torn(plain), io.BytesIO(), [identity.recipient])
    with pytest.raises(InputError, match="changed or cut"):
        identity.open_stream(io.BytesIO(sealed.getvalue()[:-5]), io.BytesIO())
    opened = io.BytesIO()
    identity.open_stream(io.BytesIO(sealed.getvalue()), opened)
    assert opened.getvalue() == plain
