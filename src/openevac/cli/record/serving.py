"""`openevac serve`: the pages and the worker, each in a process of its own; one asking for the key serves both."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from openevac.cli.record.opening import find_key
from openevac.cli.record.places import RecordPlaces
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_INTERNAL
from openevac.domain.errors import InputError

STOPS_WITHIN_S = 15.0
PAUSE_S = 0.2


class ServeMessage(msgspec.Struct, forbid_unknown_fields=True):
    """What a child is handed by standard input; an empty key means PostgreSQL."""

    key: bytes
    language: str
    host: str = ""
    port: int = 0
    certificate: str = ""
    certificate_key: str = ""


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="The port.")] = 8460,
    certificate: Annotated[
        Path | None, typer.Option("--certificate", metavar="FILE", help="A certificate (PEM), for other addresses.")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option("--certificate-key", metavar="FILE", help="Its key (PEM).")
    ] = None,
    without_worker: Annotated[
        bool, typer.Option("--without-worker", help="The worker runs elsewhere; boards are red without one.")
    ] = False,
) -> None:
    """Serve the pages on this computer and run the worker beside them, until Ctrl-C or until told to stop."""
    session = session_of(context)
    certificate, certificate_key = _own_certificate(session, host, certificate, certificate_key)
    _require_private(host, certificate, certificate_key)
    raw_key = b"" if session.config.database_url else find_key(session)
    _require_free(host, port)
    # Web processes of one start sign sessions alike; the next start draws anew.
    os.environ.setdefault("OPENEVAC_WEB_SECRET", secrets.token_urlsafe(48))
    message = ServeMessage(
        key=raw_key, language=session.words.language, host=host, port=port,
        certificate=str(certificate or ""), certificate_key=str(certificate_key or ""),
    )  # fmt: skip
    modules = ["openevac.cli.record.web_process"]
    modules += [] if without_worker else ["openevac.cli.record.worker_process"]
    children = [_start(module, message) for module in modules]
    scheme = "https" if certificate else "http"
    session.say("Serving on {address}. Stop with Ctrl-C.", address=f"{scheme}://{host}:{port}")
    _tell_phones(session, host, port)
    sys.exit(_watch(session, children))


def _tell_phones(session: Session, host: str, port: int) -> None:
    """Say where phones of crews find their app, or that none can reach it like this."""
    name = session.config.host_name
    if _only_here(host) and not session.config.proxy:
        session.say("Only this computer is answered: no phone of a crew. `openevac tls NAME` says how that is done.")
    elif not name:
        session.say("OPENEVAC_HOST names nobody, so other computers and phones are turned away: give it the name.")
    elif not session.config.proxy:
        session.say("Phones of crews open {address}", address=f"https://{name}:{port}/crew/")


def _own_certificate(
    session: Session, host: str, certificate: Path | None, certificate_key: Path | None
) -> tuple[Path | None, Path | None]:
    """Take the certificate that `openevac tls` made, where other computers are served and none was named."""
    places = RecordPlaces(session.config)
    if certificate is None and certificate_key is None and not _only_here(host) and places.certificate.is_file():
        return places.certificate, places.certificate_key
    return certificate, certificate_key


def _only_here(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _require_private(host: str, certificate: Path | None, certificate_key: Path | None) -> None:
    """Refuse to send passphrases and names over a network in the clear."""
    for path in (certificate, certificate_key):
        if path is not None and not path.is_file():
            raise InputError("The file cannot be read.", "Check the path and your rights.", file=path.name)
    if (certificate is None) != (certificate_key is None):
        raise InputError(
            "A certificate and its key belong together.", "Give --certificate and --certificate-key.",
            field="--certificate",
        )  # fmt: skip
    if not _only_here(host) and certificate is None:
        raise InputError(
            "Other computers are served only with a certificate: passphrases would travel in the clear.",
            "Make one with `openevac tls NAME`, give --certificate and --certificate-key, or stay on 127.0.0.1.",
            field="--host",
        )


def _require_free(host: str, port: int) -> None:
    """Say in words that a port is taken, before two processes are started for nothing."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise InputError(
                "Nothing can listen on {address}: {fault}.", "Stop what listens there, or choose another --port.",
                field="--port", address=f"{host}:{port}", fault=fault.strerror or "unknown",
            ) from None  # fmt: skip


def _start(module: str, message: ServeMessage) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own and hand it the key; Ctrl-C reaches it through us, once."""
    process = subprocess.Popen(  # noqa: S603 - our own module, named here
        [sys.executable, "-m", module], stdin=subprocess.PIPE, start_new_session=True
    )
    if process.stdin is None:
        raise AssertionError("the pipe was asked for")
    process.stdin.write(msgspec.msgpack.encode(message))
    process.stdin.close()
    return process


def _watch(session: Session, children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until told to stop or a child ends; then stop all of them and wait for them."""
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set() and all(child.poll() is None for child in children):
        time.sleep(PAUSE_S)
    ended_alone = not stop.is_set()
    for child in children:
        if child.poll() is None:
            child.terminate()
    ends_at = time.monotonic() + STOPS_WITHIN_S
    for child in children:
        try:
            child.wait(max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if ended_alone:
        session.refuse(
            InputError("A part of the program has ended by itself.", "Look above for why; then start again.")
        )
        return EXIT_INTERNAL
    session.say("Stopped.")
    return os.EX_OK
