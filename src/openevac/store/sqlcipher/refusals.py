"""What the database refuses, in sentences a person can act on; Django sees them as its own OperationalError."""

from __future__ import annotations

from typing import Self

from django.db.utils import OperationalError

from openevac.domain.errors import InputError


class StoreError(OperationalError, InputError):
    """The database cannot do what was asked: nothing was saved, and what to do stands in `todo`."""

    @classmethod
    def saying(cls, said: InputError) -> Self:
        """Give a refusal of this kind with the words of `said`."""
        return cls(said.problem, said.todo, **said.facts)


class DatabaseLocked(StoreError):  # noqa: N818 - what people call this state, and every face asks for it
    """The key has not been given yet, or was taken away."""


class WrongKeyError(StoreError):
    """The file does not open with this key."""


class CipherInactiveError(StoreError):
    """The database would be kept readable for whoever takes the disk."""


class DatabaseBusyError(StoreError):
    """Somebody else has been writing for longer than we wait."""


class DiskFullError(StoreError):
    """There is no room to write; reading goes on."""


class StoreReplacedError(StoreError):
    """The file under this path is not the one that was opened."""


class StoreUnusableError(StoreError):
    """The file or its folder cannot be opened, is damaged, or its disk reports errors."""


def database_locked() -> DatabaseLocked:
    """Say that the key is needed."""
    return DatabaseLocked.saying(
        InputError(
            "The database is locked: its key has not been given since this program started, or was taken away.",
            "Unlock it with the passphrase or the key medium.",
        )
    )


def wrong_key() -> WrongKeyError:
    """Say that the key is not the file's."""
    return WrongKeyError.saying(
        InputError(
            "The database does not open with this key: it is the key of another database, or the file is damaged.",
            "Check which passphrase or key medium belongs to it; if it is the right one, restore the newest backup.",
        )
    )


def no_cipher() -> CipherInactiveError:
    """Say that the library would not encrypt."""
    return CipherInactiveError.saying(
        InputError(
            "This Python has no working SQLCipher: the database would lie on the disk readable for anybody.",
            "Install OpenEvac again with its own libraries (sqlcipher3); nothing was opened.",
        )
    )


def readable_file() -> CipherInactiveError:
    """Say that the file is plain SQLite."""
    return CipherInactiveError.saying(
        InputError(
            "The database file is not encrypted: it was made by another program, or the cipher was silently off.",
            "Move it to an encrypted place and start from a backup; nothing was opened.",
        )
    )


def database_busy() -> DatabaseBusyError:
    """Say that another process holds the write lock."""
    return DatabaseBusyError.saying(
        InputError(
            "Another program has been writing to the database for too long; nothing was saved.",
            "Try again in a moment; if it stays so, look for a second OpenEvac, a copy or a backup that is running.",
        )
    )


def disk_full() -> DiskFullError:
    """Say that there is no room."""
    return DiskFullError.saying(
        InputError(
            "The disk is full, nothing was saved.",
            "Make room on the disk of the database, then do it again; reading goes on meanwhile.",
        )
    )


def no_room_to_open() -> DiskFullError:
    """Say that even opening needs a little room."""
    return DiskFullError.saying(
        InputError(
            "The disk is full: the database needs a little room to be opened, even for reading.",
            "Make room on the disk of the database, then open it again; nothing in it was changed.",
        )
    )


def store_replaced() -> StoreReplacedError:
    """Say that the file was swapped under our hands."""
    return StoreReplacedError.saying(
        InputError(
            "The database file was replaced, moved or deleted while it was open; nothing was saved.",
            "Stop OpenEvac, put the right file in its place together with its -wal file, and start again.",
        )
    )


def cannot_open() -> StoreUnusableError:
    """Say that the file or folder cannot be opened."""
    return StoreUnusableError.saying(
        InputError(
            "The database file cannot be opened or created.",
            "Check that its folder exists, belongs to you and can be written to.",
        )
    )


def read_only() -> StoreUnusableError:
    """Say that the file cannot be written."""
    return StoreUnusableError.saying(
        InputError(
            "The database can be read but not written; nothing was saved.",
            "Check the rights of the file and of its folder, and whether the disk is mounted for reading only.",
        )
    )


def damaged() -> StoreUnusableError:
    """Say that the content is damaged."""
    return StoreUnusableError.saying(
        InputError(
            "The database file is damaged: a part of it does not fit its own check sums; nothing was saved.",
            "Stop, copy the whole folder of the database away, and restore the newest backup on another disk.",
        )
    )


def no_safe_writing() -> StoreUnusableError:
    """Say that the place cannot keep a write-ahead log."""
    return StoreUnusableError.saying(
        InputError(
            "The disk of the database cannot keep a log of writes (a network folder?): a power cut may take rows.",
            "Move the database to a disk of this computer.",
        )
    )


def disk_errors() -> StoreUnusableError:
    """Say that the disk reports errors."""
    return StoreUnusableError.saying(
        InputError(
            "The disk of the database reports an error, so nothing can be promised to be saved.",
            "Look at the disk and its cable, copy the folder of the database away, then start again.",
        )
    )


def key_file_missing(name: str) -> DatabaseLocked:
    """Say that the file or medium that should hold the key is not there."""
    return DatabaseLocked.saying(
        InputError(
            "The key file {name} is not there, so the database stays locked.",
            "Insert the medium that holds it, or unlock with the passphrase.",
            name=name,
        )
    )


def key_file_unfit(name: str) -> DatabaseLocked:
    """Say that the key file holds something else."""
    return DatabaseLocked.saying(
        InputError(
            "The key file {name} does not hold a key of a database.",
            "Check that it is the right medium; it holds exactly 64 hexadecimal digits.",
            name=name,
        )
    )
