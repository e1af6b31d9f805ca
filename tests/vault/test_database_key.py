from __future__ import annotations

import os
from pathlib import Path

import pytest

from openevac.domain.errors import InputError
from openevac.vault import age, database_key
from openevac.vault.database_key import (
    key_from_credentials,
    key_from_media,
    key_from_passphrase,
    new_media_key,
    new_salt_file,
    open_database_key,
    seal_database_key,
)
from openevac.vault.stretching import stretch
from tests.vault.cast import CHEAP

PHRASE = "зова зіта мучі руку сопо тозі мата"


@pytest.fixture
def salt(tmp_path: Path) -> Path:
    path = tmp_path / "openevac.salt"
    new_salt_file(path, CHEAP)
    return path


@pytest.fixture
def media(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that counts as another file system than everything else."""
    folder = tmp_path / "stick"
    folder.mkdir()
    real = Path.stat

    def stat(path: Path, **how: bool) -> os.stat_result:
        told = real(path, **how)
        if folder in (path, *path.parents):
            return os.stat_result((*told[:2], told.st_dev + 1, *told[3:10]))
        return told

    monkeypatch.setattr(Path, "stat", stat)
    return folder


def test_the_passphrase_and_the_salt_give_the_same_key_every_day(salt: Path):
    key = key_from_passphrase(PHRASE, salt)
    assert len(key) == 32
    assert key_from_passphrase(PHRASE.upper() + " ", salt) == key
    assert key_from_passphrase(PHRASE + "!", salt) != key
    head, cost_and_salt = salt.read_text().splitlines()
    assert head == "openevac-database-salt/1"
    assert stretch(PHRASE, bytes.fromhex(cost_and_salt.split()[3]), CHEAP) == key


def test_two_salts_give_two_keys_and_the_standard_cost_is_the_default(salt: Path, tmp_path: Path):
    other = tmp_path / "other.salt"
    new_salt_file(other)
    assert other.read_text().splitlines()[1].startswith("65536 3 4 ")
    assert key_from_passphrase(PHRASE, other) != key_from_passphrase(PHRASE, salt)


def test_a_salt_is_never_overwritten_and_is_for_the_owner_alone(salt: Path):
    before = salt.read_bytes()
    with pytest.raises(InputError, match="never overwritten"):
        new_salt_file(salt, CHEAP)
    assert salt.read_bytes() == before
    assert salt.stat().st_mode & 0o077 == 0


SALT_HEAD = "openevac-database-salt/1\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        SALT_HEAD,
        "openevac-database-salt/2\n64 1 1 " + "00" * 16,
        SALT_HEAD + "64 1 1 00",
        SALT_HEAD + "64 one 1 " + "00" * 16,
        SALT_HEAD + "64 1 1 " + "zz" * 16,
        "\u0456" * 50,
    ],
)
def test_a_damaged_salt_file_is_refused(text: str, salt: Path):
    salt.write_text(text)
    with pytest.raises(InputError, match="does not hold what OpenEvac wrote") as refused:
        key_from_passphrase(PHRASE, salt)
    assert refused.value.file == "openevac.salt"
    assert str(salt.parent) not in str(refused.value)


def test_a_salt_file_with_an_absurd_cost_is_refused(salt: Path):
    salt.write_text("openevac-database-salt/1\n9999999 3 4 " + "00" * 16)
    with pytest.raises(InputError, match="is absurd"):
        key_from_passphrase(PHRASE, salt)


def test_missing_and_unreadable_files_are_told_apart(tmp_path: Path):
    with pytest.raises(InputError, match="is not there"):
        key_from_passphrase(PHRASE, tmp_path / "none")
    with pytest.raises(InputError, match="is not there"):
        key_from_media(tmp_path / "none" / "key", tmp_path / "db", demo=True)
    with pytest.raises(InputError, match="cannot be read"):
        key_from_passphrase(PHRASE, tmp_path)


def test_a_key_on_the_file_system_of_the_database_is_refused_outside_a_demo(tmp_path: Path):
    database = tmp_path / "openevac.db"
    for at in (tmp_path / "key", tmp_path / "new folder" / "key"):
        with pytest.raises(InputError, match="same file system"):
            new_media_key(at, database)
    assert not (tmp_path / "key").exists()
    key = new_media_key(tmp_path / "key", database, demo=True)
    assert key_from_media(tmp_path / "key", database, demo=True) == key
    with pytest.raises(InputError, match="same file system"):
        key_from_media(tmp_path / "key", database)
    database.write_bytes(b"")
    with pytest.raises(InputError, match="same file system"):
        key_from_media(tmp_path / "key", database)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "key")
    with pytest.raises(InputError, match="same file system"):
        key_from_media(link, database)


def test_a_key_on_other_media_is_read(media: Path, tmp_path: Path):
    database = tmp_path / "openevac.db"
    key = new_media_key(media / "key", database)
    assert len(key) == 32
    assert key_from_media(media / "key", database) == key
    with pytest.raises(InputError, match="never overwritten"):
        new_media_key(media / "key", database)
    assert new_media_key(media / "key 2", database) != key
    assert (media / "key").read_text() == f"openevac-database-key/1\n{key.hex()}\n"


def test_a_key_on_a_real_other_file_system_is_read(tmp_path: Path):
    memory = Path("/dev/shm")  # noqa: S108 - a second file system is what is wanted
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("this machine has no second file system to write to")
    path = memory / f"openevac-test-{os.getpid()}"
    try:
        key = new_media_key(path, tmp_path / "db")
        assert key_from_media(path, tmp_path / "db") == key
    finally:
        path.unlink(missing_ok=True)


@pytest.mark.parametrize(
    "text", ["", "openevac-database-key/1\n", "00" * 31, "zz" * 32, "x " + "00" * 32, "00" * 32 + " 00"]
)
def test_a_damaged_key_file_is_refused(text: str, tmp_path: Path):
    (tmp_path / "key").write_text(text)
    with pytest.raises(InputError, match="does not hold what OpenEvac wrote"):
        key_from_media(tmp_path / "key", tmp_path / "db", demo=True)


def test_the_service_manager_hands_a_key_over(tmp_path: Path):
    key = os.urandom(32)
    (tmp_path / "openevac-database-key").write_text(key.hex())
    assert key_from_credentials(tmp_path) == key
    with pytest.raises(InputError, match="is not there"):
        key_from_credentials(tmp_path, "other")
    with pytest.raises(InputError, match="hands over no credentials") as refused:
        key_from_credentials(None)
    assert "LoadCredentialEncrypted=openevac-database-key" in str(refused.value)


def test_an_envelope_opens_the_database_when_the_passphrase_is_forgotten():
    key, envelope = os.urandom(32), age.new_identity()
    sealed = seal_database_key(key, [age.recipient_of(envelope), age.recipient_of(age.new_identity())])
    assert open_database_key(sealed, envelope) == key
    for inside in (b"", b"OEVDBKY1" + key[1:], b"other..." + key):
        with pytest.raises(InputError, match="not a sealed database key"):
            open_database_key(age.seal(inside, [age.recipient_of(envelope)]), envelope)
    with pytest.raises(ValueError, match="32 bytes"):
        seal_database_key(key[1:], [age.recipient_of(envelope)])
    assert database_key.CREDENTIAL == "openevac-database-key"
