"""Looking for thousands of words in bytes at once, plain and as other programs would write them down.

A fast pass (scanning.py) says where a part of a word may have ended, in any spelling. Only around such places the bytes
are turned back, slowly and plainly: base64 at any of its four alignments, hexadecimal digits, percent signs and
backslashes become plain bytes again, and every such reading is searched for the words in UTF-8 and UTF-16. Compressed
streams are opened and searched in the same way.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from tests.needles.scanning import BASE64, HEX, PART, Parts

Bytes = NDArray[np.uint8]
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
PIECE = 16 * 1024 * 1024
OVERLAP = 64 * 1024
LONGEST_SPELLING = 6
"""Six signs (`\\u0413`) for two bytes are fewer than six for one; nothing is longer."""
MOST_UNPACKED = 4 * 1024 * 1024
FED = 64 * 1024
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_BACKSLASH_U = re.compile(rb"\\u([0-9a-fA-F]{4})")
_BACKSLASH_X = re.compile(rb"\\x([0-9a-fA-F]{2})")
DIGEST_DIGITS = 24
"""Digests and random ids have 32 or 64; the end of a page may cut one."""
_DIGEST_BEFORE = re.compile(rb"[0-9a-f]+\Z")
_DIGEST_AFTER = re.compile(rb"[0-9a-f]+")
_PERCENT = re.compile(rb"%([0-9a-fA-F]{2})")


class Needles:
    """Words to be found, each known by a label."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_part: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        longest = 0
        for word in words:
            for encoding in ENCODINGS:
                pattern = word.encode(encoding)
                if len(pattern) < PART:
                    raise ValueError(f"too short to be looked for: {len(pattern)} bytes")
                self._by_part[pattern[-PART:]].append((pattern, word))
                longest = max(longest, len(pattern))
        self._parts = Parts(set(self._by_part))
        self._around = (longest + 4) * LONGEST_SPELLING

    def found_in(self, data: bytes) -> set[str]:
        """Give the words that are in `data` in any reading."""
        found: set[str] = set()
        whole = memoryview(data)
        for start in range(0, max(1, len(data)), PIECE):
            piece = whole[start : start + PIECE + OVERLAP]
            found |= self._spelled_in(piece)
            for plain in unpacked(piece):
                found |= self._spelled_in(memoryview(plain))
        return found

    def _spelled_in(self, piece: memoryview) -> set[str]:
        found: set[str] = set()
        searched = 0
        for end in self._parts.ends_in(piece).tolist():
            if end <= searched:
                continue
            searched = min(len(piece), end + self._around)
            for reading in readings(bytes(piece[max(0, end - self._around) : searched])):
                found |= self._plain(reading)
        return found

    def _plain(self, data: bytes) -> set[str]:
        found: set[str] = set()
        for end in range(PART, len(data) + 1):
            for pattern, word in self._by_part.get(data[end - PART : end], ()):
                begin = end - len(pattern)
                if begin >= 0 and data[begin:end] == pattern and not _in_a_digest(data, begin, end):
                    found.add(word)
        return found


def _in_a_digest(data: bytes, begin: int, end: int) -> bool:
    """Tell whether nine digits lie inside a long row of hexadecimal digits: among thousands of digests some do.

    Twenty thousand numbers and ten million digits of digests meet three times by chance. A row that has no letter is
    none, and a number that is itself written in hexadecimal digits is read in its own reading.
    """
    if not data[begin:end].isdigit():
        return False
    before, after = _DIGEST_BEFORE.search(data[:begin]), _DIGEST_AFTER.match(data, end)
    around = (before[0] if before else b"") + (after[0] if after else b"")
    return len(around) + end - begin >= DIGEST_DIGITS and any(sign in b"abcdef" for sign in around)


def readings(data: bytes) -> Iterator[bytes]:
    """Give bytes as they are, and turned back from base64, hexadecimal digits, percent signs and backslashes."""
    yield data
    raw = np.frombuffer(data, dtype=np.uint8)
    for offset in range(4):
        yield _from_base64(raw[offset:])
    for offset in range(2):
        yield _from_hex(raw[offset:])
    for escaped in (_PERCENT, _BACKSLASH_X):
        yield escaped.sub(lambda found: bytes([int(found[1], 16)]), data)
    yield _BACKSLASH_U.sub(lambda found: chr(int(found[1], 16)).encode("utf-8", "surrogatepass"), data)


def unpacked(data: memoryview) -> Iterator[bytes]:
    """Give every stream that gzip or zlib wrote, as far as it can be opened."""
    for begin in _PACKED.finditer(data):
        plain = _opened(data[begin.start() :])
        if len(plain) >= PART:
            yield plain


def _opened(data: memoryview) -> bytes:
    """Open what begins here bit by bit: what only looks like a stream costs nothing."""
    opener, plain = zlib.decompressobj(47), bytearray()
    for start in range(0, len(data), FED):
        try:
            plain += opener.decompress(data[start : start + FED])
        except zlib.error:
            break
        if opener.eof or len(plain) > MOST_UNPACKED:
            break
    return bytes(plain)


def _values(alphabet: bytes, *, more: bytes = b"", first: int = 0) -> Bytes:
    table = np.zeros(256, dtype=np.uint8)
    for value, sign in enumerate(alphabet):
        table[sign] = value
    for value, sign in enumerate(more, first):
        table[sign] = value
    return table


_SIX = _values(BASE64, more=b"-_", first=62)
_FOUR = _values(HEX, more=b"ABCDEF", first=10)


def _from_base64(raw: Bytes) -> bytes:
    quads = _SIX[raw[: len(raw) // 4 * 4]].reshape(-1, 4)
    out = np.empty((len(quads), 3), dtype=np.uint8)
    out[:, 0] = quads[:, 0] << 2 | quads[:, 1] >> 4
    out[:, 1] = quads[:, 1] << 4 | quads[:, 2] >> 2
    out[:, 2] = quads[:, 2] << 6 | quads[:, 3]
    return out.tobytes()


def _from_hex(raw: Bytes) -> bytes:
    pairs = _FOUR[raw[: len(raw) // 2 * 2]].reshape(-1, 2)
    return bytes((pairs[:, 0] << 4 | pairs[:, 1]).tobytes())
