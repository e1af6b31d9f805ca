"""Trying every key of the organisation on everything in a file that looks sealed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from openevac.domain.errors import InputError
from tests.services.cast import ORGANISATION, Cast

AGE = re.compile(re.escape(b"age-encryption.org/v1\n"))
PART = 64
"""Bytes of a payload that are looked for: from its start, its middle and its end, after the header all have."""


class Seals:
    """What is sealed of one household, and the keys of every role that may open anything."""

    def __init__(self, cast: Cast, receipt: str) -> None:
        from openevac.store.models import EvacuationRequest, RecordWrap, SealedRecord

        # A shift lead's keyring opens every role.
        self._keys = [held for _, _, held in cast.keys("liudmyla").keyring._held]
        request = EvacuationRequest.objects.get(organisation=ORGANISATION, receipt=receipt)
        from openevac.services.kernel.erasing import sealed_of

        whose = sealed_of(ORGANISATION, request.household_id)
        self.payloads = {one.id: bytes(one.payload) for one in SealedRecord.objects.filter(id__in=whose)}
        wraps = RecordWrap.objects.all()
        self._lengths = sorted({len(bytes(one.wrap)) for one in wraps})
        self._tried: dict[bytes, bytes | None] = {}
        self.keys_of_gone = {
            key for one in wraps.filter(record__in=whose) if (key := self._open(bytes(one.wrap))) is not None
        }

    def opened_in(self, files: Iterable[bytes]) -> set[bytes]:
        """Give every record key that some role key opens out of these bytes."""
        opened = set()
        for data in files:
            for place in AGE.finditer(data):
                key = self._try(data[place.start() : place.start() + self._lengths[-1]])
                if key is not None:
                    opened.add(key)
        return opened

    def _try(self, sealed: bytes) -> bytes | None:
        """Open what begins here, at every length that wraps have; what was tried once is remembered."""
        if sealed not in self._tried:
            tries = (self._open(sealed[:length]) for length in self._lengths)
            self._tried[sealed] = next((key for key in tries if key is not None), None)
        return self._tried[sealed]

    def lies_in(self, files: Iterable[bytes]) -> dict[str, bool]:
        """Tell for each payload whether any of its parts lies in these bytes."""
        held = list(files)
        return {
            record.hex: any(part in data for part in _parts(payload) for data in held)
            for record, payload in self.payloads.items()
        }

    def _open(self, wrap: bytes) -> bytes | None:
        for key in self._keys:
            try:
                return key.open(wrap)
            except InputError:
                continue
        return None


def _parts(payload: bytes) -> list[bytes]:
    return [payload[start : start + PART] for start in (170, 400, len(payload) // 2, len(payload) - PART)]
