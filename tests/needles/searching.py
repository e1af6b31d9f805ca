"""Looking for thousands of words in bytes at once, plain and as other programs would write them down.

Not the words are turned into every spelling, the bytes are turned back: what is base64 at any of its four alignments,
hexadecimal digits or percent signs becomes plain bytes again, compressed streams are opened, and every such reading is
searched for the words in UTF-8 and UTF-16. One pass looks up eight bytes at every place in a table.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
ANCHOR = 8
"""How many bytes of a word are looked up; a word has at least as many."""
TABLE_BITS = 22
_MIX = np.uint64(0x9E3779B97F4A7C15)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
PIECE = 16 * 1024 * 1024
OVERLAP = 64 * 1024
MOST_UNPACKED = 4 * 1024 * 1024
_PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


class Needles:
    """Words to be found, each known by a label."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_anchor: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        for word in words:
            for encoding in ENCODINGS:
                pattern = word.encode(encoding)
                if len(pattern) < ANCHOR:
                    raise ValueError(f"too short to be looked for: {len(pattern)} bytes")
                self._by_anchor[pattern[-ANCHOR:]].append((pattern, word))
        anchors = np.frombuffer(b"".join(self._by_anchor), dtype="<u8")
        self._table = np.zeros(1 << TABLE_BITS, dtype=bool)
        self._table[_places(anchors)] = True

    def found_in(self, data: bytes) -> set[str]:
        """Give the words that are in `data` in any reading."""
        found: set[str] = set()
        for start in range(0, max(1, len(data)), PIECE):
            piece = data[start : start + PIECE + OVERLAP]
            for reading in readings(piece):
                found |= self._plain(reading)
        return found

    def _plain(self, data: bytes) -> set[str]:
        found: set[str] = set()
        for offset in range(ANCHOR):
            count = (len(data) - offset) // ANCHOR
            if count <= 0:
                continue
            view = np.frombuffer(data, dtype="<u8", offset=offset, count=count)
            for hit in np.flatnonzero(self._table[_places(view)]).tolist():
                end = offset + (hit + 1) * ANCHOR
                for pattern, word in self._by_anchor.get(data[end - ANCHOR : end], ()):
                    if data[max(0, end - len(pattern)) : end] == pattern:
                        found.add(word)
        return found


def readings(data: bytes) -> Iterator[bytes]:
    """Give bytes as they are, and turned back from base64, hexadecimal digits, percent signs and compression."""
    yield data
    raw = np.frombuffer(data, dtype=np.uint8)
    for offset in range(4):
        yield _from_base64(raw[offset:])
    for offset in range(2):
        yield _from_hex(raw[offset:])
    for offset in range(3):
        yield _from_percent(raw[offset:])
    yield from unpacked(data)


def unpacked(data: bytes) -> Iterator[bytes]:
    """Give every stream that gzip or zlib wrote, as far as it can be opened."""
    for begin in _PACKED.finditer(data):
        opener = zlib.decompressobj(47)
        try:
            plain = opener.decompress(data[begin.start() : begin.start() + PIECE], MOST_UNPACKED)
        except zlib.error:
            continue
        if len(plain) >= ANCHOR:
            yield plain


def _places(values: NDArray[Any]) -> NDArray[Any]:
    mixed: NDArray[Any] = (values * _MIX) >> np.uint64(64 - TABLE_BITS)
    return mixed


def _values(alphabet: bytes, *, more: bytes = b"", first: int = 0) -> Bytes:
    table = np.zeros(256, dtype=np.uint8)
    for value, sign in enumerate(alphabet):
        table[sign] = value
    for value, sign in enumerate(more, first):
        table[sign] = value
    return table


_SIX = _values(BASE64, more=b"-_", first=62)
_FOUR = _values(b"0123456789abcdef", more=b"ABCDEF", first=10)


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


def _from_percent(raw: Bytes) -> bytes:
    """Read %D0%93; what is no percent sign at its place reads as nothing, so that broken runs do not join."""
    triples = raw[: len(raw) // 3 * 3].reshape(-1, 3)
    out = _FOUR[triples[:, 1]] << 4 | _FOUR[triples[:, 2]]
    out[triples[:, 0] != ord("%")] = 0
    return bytes(out.tobytes())
