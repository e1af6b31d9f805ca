"""A child process that opens one relative's number, hands it over and ends: `python -m openevac.vault.notifier_child`.

The key of the notifier comes in on stdin and the number goes out on stdout; neither is ever an argument, an
environment variable or a file. The worker that starts the child forgets the number when the message is sent.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from typing import BinaryIO

import msgspec

from openevac.domain.errors import InputError
from openevac.vault.identities import RelativeIdentity, decode, encode
from openevac.vault.records import RecordKind
from openevac.vault.sealing import open_record

TIMEOUT_S = 20.0
MOST_FRAME_BYTES = 262_144
_LENGTH = struct.Struct(">I")
_KEPT_ENVIRONMENT = ("PATH", "SYSTEMROOT", "LANG")
REFUSED = 3
"""The child's exit code when the record does not open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRequest:
    """One relative record and the secret key of the notifier role that opens it."""

    record: str
    payload: bytes = field(repr=False)
    wrap: bytes = field(repr=False)
    role_identity: str = field(repr=False)


def open_one_and_forget(request: OpenRequest) -> RelativeIdentity:
    """Open one relative's number in a child process that ends at once; refuses what the child refused."""
    frame = msgspec.json.encode(request)
    command = [sys.executable, "-I", "-m", "openevac.vault.notifier_child"]
    environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own module, nothing of a person in it
            command,
            input=_LENGTH.pack(len(frame)) + frame,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _refused() from None
    if done.returncode:
        raise _refused()
    return decode(_unframed(done.stdout), RelativeIdentity)[0]


def answer(source: BinaryIO, sink: BinaryIO) -> int:
    """Do the child's work: read one request, write one opened record; gives the exit code."""
    try:
        request = msgspec.json.decode(_unframed(source.read(MOST_FRAME_BYTES + _LENGTH.size + 1)), type=OpenRequest)
        opened = open_record(
            request.payload, request.wrap, request.role_identity, kind=RecordKind.RELATIVE, record=request.record
        )
        frame = encode(decode(opened, RelativeIdentity)[0])
    except (InputError, msgspec.DecodeError, UnicodeDecodeError):
        return REFUSED
    sink.write(_LENGTH.pack(len(frame)) + frame)
    sink.flush()
    return 0


def _unframed(data: bytes) -> bytes:
    length = _LENGTH.unpack(data[: _LENGTH.size])[0] if len(data) >= _LENGTH.size else -1
    if length != len(data) - _LENGTH.size or length > MOST_FRAME_BYTES:
        raise _refused()
    return data[_LENGTH.size :]


def _refused() -> InputError:
    return InputError(
        "The number of the relative could not be opened.",
        "The person stays on the list of relatives to be told; an operator opens the record and rings.",
        field="relative",
    )


def _leave_no_core_dump() -> None:
    """See to it that a crash writes no memory to disk; Windows writes none unless somebody set it up."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - Windows has no such module

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _main() -> int:
    _leave_no_core_dump()
    return answer(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(_main())
