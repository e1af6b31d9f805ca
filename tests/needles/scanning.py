"""One compiled pass over bytes: where does a part of a word end, plain or in any spelling? Fast, and only a suspicion.

At every byte the last eight bytes are looked up as they are, as what base64 digits (at all four alignments),
hexadecimal digits, percent signs, `\\x` and `\\u` before it stand for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numba
import numpy as np
from numpy.typing import NDArray

PART = 8
"""How many bytes of a word are looked up; a word has at least as many."""
TABLE_BITS = 23
MIX = np.uint64(0x9E3779B97F4A7C15)
NONE = 255
BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
HEX = b"0123456789abcdef"


class Parts:
    """Parts of words, ready to be looked up."""

    def __init__(self, parts: set[bytes]) -> None:
        self._sorted = np.sort(np.frombuffer(b"".join(parts), dtype=">u8").astype(np.uint64))
        places = (self._sorted * MIX) >> np.uint64(64 - TABLE_BITS)
        self._table = np.zeros(1 << TABLE_BITS, dtype=np.uint8)
        self._table[places] = 1
        self._table = np.packbits(self._table, bitorder="little")

    def ends_in(self, data: bytes | memoryview) -> NDArray[np.int64]:
        """Give the places after which a part may have ended, in order."""
        raw = np.frombuffer(data, dtype=np.uint8)
        most = 4096
        while True:
            found, count = _ends(raw, self._table, self._sorted, _SIX, _FOUR, np.empty(most, dtype=np.int64))
            if count <= most:
                return cast("NDArray[np.int64]", found[:count])
            most = count


def _values(alphabet: bytes, more: bytes, first: int) -> NDArray[np.uint8]:
    table = np.full(256, NONE, dtype=np.uint8)
    for value, sign in [*enumerate(alphabet), *enumerate(more, first)]:
        table[sign] = value
    return table


_SIX = _values(BASE64, b"-_", 62)
_FOUR = _values(HEX, b"ABCDEF", 10)
Compiled = Callable[..., Any]


def _compiled(function: Compiled) -> Compiled:
    return cast("Compiled", numba.njit(cache=True)(function))


@_compiled
def _known(value: np.uint64, table: Any, words: Any) -> bool:
    """Tell whether these eight bytes are a part of a word."""
    place = (value * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - TABLE_BITS)
    if not (table[place >> np.uint64(3)] >> np.uint8(place & np.uint64(7))) & 1:
        return False
    at = np.searchsorted(words, value)
    return bool(at < len(words) and words[at] == value)


@_compiled
def _ends_escaped(
    raw: Any, here: int, digits: np.uint64, run: int, chains: Any, before: Any, table: Any, words: Any
) -> bool:
    """Tell whether a part ends here that is written with %D0, \\xd0 or \\u0413 for each of its bytes.

    `chains`: what was read so far, for each of the three and each place that one of them may begin at; `before`:
    where each chain was last gone on with, and how many it has.
    """
    for kind in range(3):
        length, width, mark = ((3, 2, 37), (4, 2, 120), (6, 4, 117))[kind]
        if run < width or here + 1 < length or raw[here - width] != mark:
            continue
        if kind > 0 and raw[here - width - 1] != 92:
            continue
        lane, bits = here % length, np.uint64(4 * width)
        before[1, kind, lane] = before[1, kind, lane] + 1 if here - before[0, kind, lane] == length else 1
        before[0, kind, lane] = here
        chains[kind, lane] = (chains[kind, lane] << bits) | (digits & ((np.uint64(1) << bits) - np.uint64(1)))
        if before[1, kind, lane] * width >= 16 and _known(chains[kind, lane], table, words):
            return True
    return False


@_compiled
def _ends(raw: Any, table: Any, words: Any, six: Any, four: Any, found: Any) -> tuple[Any, int]:
    """Walk over the bytes once; `found` is filled as far as it reaches, the count is always whole."""
    count = 0
    plain = packed = digits = np.uint64(0)
    packed_run = digits_run = 0
    chains = np.zeros((3, 6), dtype=np.uint64)
    before = np.full((2, 3, 6), -100, dtype=np.int64)
    for here in range(len(raw)):
        sign = raw[here]
        plain = (plain << np.uint64(8)) | np.uint64(sign)
        hit = plain != 0 and _known(plain, table, words)
        value = np.uint64(six[sign])
        if value != NONE:
            packed_run += 1
            if packed_run >= 11:
                hit = hit or _known((packed << np.uint64(6)) | value, table, words)
                hit = hit or _known((packed << np.uint64(4)) | (value >> np.uint64(2)), table, words)
                hit = hit or _known((packed << np.uint64(2)) | (value >> np.uint64(4)), table, words)
            packed = (packed << np.uint64(6)) | value
        else:
            packed_run = 0
        value = np.uint64(four[sign])
        if value != NONE:
            digits_run += 1
            digits = (digits << np.uint64(4)) | value
            hit = hit or (digits_run >= 16 and _known(digits, table, words))
        else:
            digits_run = 0
        if digits_run >= 2:
            hit = _ends_escaped(raw, here, digits, digits_run, chains, before, table, words) or hit
        if hit:
            if count < len(found):
                found[count] = here + 1
            count += 1
    return found, count
