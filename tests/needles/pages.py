"""Reading an encrypted database as somebody does who has its key and looks at every page, freed ones too.

SQLCipher 4: pages of 4,096 bytes, the last 80 of each hold the nonce (16) and a check sum; AES-256 in CBC mode with the
raw key; the first 16 bytes of the file are a salt. Frames of the write-ahead log hold pages in the same way.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
RESERVED = 80
SALT = 16
WAL_HEAD, FRAME_HEAD = 32, 24


def plain_pages(database: Path, key: bytes) -> bytes:
    """Give every page of the file and of its log as plain bytes, in the order they lie there."""
    raw = database.read_bytes()
    pages = [_open(raw[start : start + PAGE], key, first=start == 0) for start in range(0, len(raw), PAGE)]
    log = database.with_name(database.name + "-wal")
    if log.exists():
        raw = log.read_bytes()
        for start in range(WAL_HEAD, len(raw) - FRAME_HEAD - PAGE + 1, FRAME_HEAD + PAGE):
            number = int.from_bytes(raw[start : start + 4], "big")
            page = raw[start + FRAME_HEAD : start + FRAME_HEAD + PAGE]
            pages.append(_open(page, key, first=number == 1))
    return b"".join(pages)


def _open(page: bytes, key: bytes, *, first: bool) -> bytes:
    inside = page[SALT if first else 0 : PAGE - RESERVED]
    opener = Cipher(algorithms.AES(key), modes.CBC(page[PAGE - RESERVED : PAGE - RESERVED + 16])).decryptor()
    return opener.update(inside) + opener.finalize()
