from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.vault.identities import RelativeIdentity, encode
from openevac.vault.notifier_child import MOST_FRAME_BYTES, REFUSED, OpenRequest, answer, open_one_and_forget
from openevac.vault.records import RecordKind
from tests.vault.cast import KEYS, ring

RELATIVE = RelativeIdentity(number="+380931234567", language="en")
SEALED = ring().seal(RecordKind.RELATIVE, "rel-1", encode(RELATIVE))
REQUEST = OpenRequest(
    record="rel-1",
    payload=SEALED.payload,
    wrap=SEALED.wraps[Role.NOTIFIER],
    role_identity=KEYS[Role.NOTIFIER].identity,
)
MODULE = [sys.executable, "-m", "openevac.vault.notifier_child"]
LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks into /proc")


def framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def ask(request: OpenRequest = REQUEST) -> bytes:
    return framed(msgspec.json.encode(request))


def done(data: bytes) -> tuple[int, bytes]:
    sink = io.BytesIO()
    return answer(io.BytesIO(data), sink), sink.getvalue()


def test_a_child_opens_one_number():
    assert open_one_and_forget(REQUEST) == RELATIVE


def test_the_module_reads_stdin_and_writes_stdout():
    ran = subprocess.run(MODULE, input=ask(), capture_output=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout == framed(encode(RELATIVE))
    assert done(ask()) == (0, ran.stdout)


@LINUX
def test_neither_the_key_nor_the_number_is_an_argument_a_variable_or_a_file(tmp_path: Path, monkeypatch):
    """Look into the running child while it waits for the end of its request."""
    monkeypatch.setenv("OPENEVAC_SECRET", KEYS[Role.NOTIFIER].identity)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    seen: dict[str, bytes] = {}

    def run(command, *, input, env, **how):  # noqa: A002 - the name subprocess gives it
        child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=tmp_path
        )
        assert child.stdin is not None
        child.stdin.write(input[:-1])
        child.stdin.flush()
        place = Path(f"/proc/{child.pid}")
        for _ in range(2_000):  # until the child has become what it is
            if b"notifier_child" in (place / "cmdline").read_bytes():
                break
            time.sleep(0.005)
        seen["argv"], seen["env"] = (place / "cmdline").read_bytes(), (place / "environ").read_bytes()
        seen["files"] = "\n".join(str(one.readlink()) for one in (place / "fd").iterdir()).encode()
        out, err = child.communicate(input[-1:])
        seen["err"] = err
        return subprocess.CompletedProcess(command, child.returncode, out, err)

    monkeypatch.setattr(subprocess, "run", run)
    assert open_one_and_forget(REQUEST) == RELATIVE
    secrets = (KEYS[Role.NOTIFIER].identity.encode(), b"AGE-SECRET", b"380931234567", b"OPENEVAC_SECRET", b"rel-1")
    for where in ("argv", "env", "err"):
        assert not any(secret in seen[where] for secret in secrets), where
    assert b"notifier_child" in seen["argv"]
    assert str(tmp_path).encode() not in seen["files"]
    assert list(tmp_path.iterdir()) == [], "no file was written"


@LINUX
def test_a_crash_of_the_child_leaves_no_memory_on_disk():
    code = "import resource, openevac.vault.notifier_child as child; child._leave_no_core_dump(); "
    code += "print(resource.getrlimit(resource.RLIMIT_CORE))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "(0, 0)"


WRONG = [
    replace(REQUEST, record="rel-2"),
    replace(REQUEST, role_identity=KEYS[Role.OPERATOR].identity),
    replace(REQUEST, role_identity="AGE-SECRET-KEY-1X"),
    replace(REQUEST, payload=SEALED.payload[:-1]),
    replace(REQUEST, wrap=b""),
]


@pytest.mark.parametrize("request_", WRONG)
def test_what_does_not_open_is_refused_without_a_word_about_it(request_: OpenRequest):
    assert done(ask(request_)) == (REFUSED, b"")


def test_the_parent_says_that_the_person_stays_on_the_list():
    with pytest.raises(InputError, match=r"could not be opened\. The person stays on the list") as refused:
        open_one_and_forget(WRONG[0])
    assert refused.value.facts == {}


def test_a_household_is_not_opened_as_a_relative():
    other = ring().seal(RecordKind.HOUSEHOLD, "rel-1", encode(RELATIVE))
    request = replace(
        REQUEST, payload=other.payload, wrap=other.wraps[Role.OPERATOR], role_identity=KEYS[Role.OPERATOR].identity
    )
    assert done(ask(request)) == (REFUSED, b"")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0",
        ask()[:-1],
        ask() + b"x",
        ask() * 2,
        framed(b"{}"),
        framed(b"\xff"),
        framed(b"x" * (MOST_FRAME_BYTES + 1)),
        b"\0\0\0\1" + ask()[4:],
        b"\xff" * 4,
    ],
)
def test_requests_that_are_none_are_refused(data: bytes):
    assert done(data) == (REFUSED, b"")


def test_a_child_that_hangs_or_babbles_is_refused(monkeypatch):
    def hangs(*given, **how):
        raise subprocess.TimeoutExpired("child", how["timeout"])

    def says(out: bytes):
        return lambda command, **_: subprocess.CompletedProcess(command, 0, out, b"")

    monkeypatch.setattr(subprocess, "run", hangs)
    with pytest.raises(InputError, match="could not be opened"):
        open_one_and_forget(REQUEST)
    for out in (b"", framed(b"{}")[:-1], b"\0\0\0\1" + encode(RELATIVE), framed(encode(RELATIVE)) + b"x"):
        monkeypatch.setattr(subprocess, "run", says(out))
        with pytest.raises(InputError):
            open_one_and_forget(REQUEST)


def test_a_child_that_failed_is_refused_whatever_it_wrote(monkeypatch):
    failed = subprocess.CompletedProcess("child", 1, framed(encode(RELATIVE)), b"")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(InputError, match="could not be opened"):
        open_one_and_forget(REQUEST)


def test_requests_and_answers_never_show_themselves():
    assert repr(REQUEST) == "OpenRequest(record='rel-1')"
