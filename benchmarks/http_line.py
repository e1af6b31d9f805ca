"""One kept connection to the program, as a browser or a phone keeps one: HTTP/1.1 by h11 over asyncio's streams."""

from __future__ import annotations

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import h11

Headers = Sequence[tuple[str, str]]
AT_ONCE = 65_536


@dataclass(frozen=True)
class Answer:
    """What came back, and how many seconds after it was asked; opening the connection counts."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    seconds: float

    def header(self, name: bytes) -> str:
        return next((value.decode("latin-1") for key, value in self.headers if key == name), "")

    def cookie(self, name: str) -> str:
        """Give one cookie that the answer sets."""
        set_here = [value.decode("latin-1") for key, value in self.headers if key == b"set-cookie"]
        return next((one.partition("=")[2].partition(";")[0] for one in set_here if one.startswith(f"{name}=")), "")

    @property
    def text(self) -> str:
        packed = self.header(b"content-encoding") == "gzip"
        return (gzip.decompress(self.body) if packed else self.body).decode()


class Line:
    """A connection to one address. It opens when it is needed, and again after the other side closed it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._fixed = [("Host", parts.netloc), ("Accept-Encoding", "gzip")]
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._spoken = h11.Connection(h11.CLIENT)

    async def ask(self, method: str, path: str, headers: Headers = (), body: bytes = b"") -> Answer:
        """Ask one question and read its whole answer."""
        began = time.perf_counter()
        start = await self._send(method, path, headers, body)
        parts = [part async for part in self._parts()]
        taken = time.perf_counter() - began
        self._next()
        return Answer(start.status_code, list(start.headers), b"".join(parts), taken)

    async def listen(self, path: str, headers: Headers) -> AsyncIterator[tuple[int, bytes]]:
        """Open a stream and give its status with each piece as it comes; the first piece is empty."""
        start = await self._send("GET", path, headers, b"")
        yield start.status_code, b""
        async for part in self._parts():
            yield start.status_code, part

    def close(self) -> None:
        """Hang up."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
        self._spoken = h11.Connection(h11.CLIENT)

    async def _send(self, method: str, path: str, headers: Headers, body: bytes) -> h11.Response:
        if self._reader is None or self._reader.at_eof():
            self.close()
            self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        length = [("Content-Length", str(len(body)))] if body or method == "POST" else []
        asked = h11.Request(method=method, target=path, headers=[*self._fixed, *headers, *length])
        pieces = [self._spoken.send(asked)]
        if body:
            pieces.append(self._spoken.send(h11.Data(data=body)))
        pieces.append(self._spoken.send(h11.EndOfMessage()))
        if self._writer is None:
            raise ConnectionError("the line was hung up")
        self._writer.write(b"".join(piece for piece in pieces if piece))
        event = await self._event()
        if not isinstance(event, h11.Response):
            raise ConnectionError(f"no answer came but {type(event).__name__}")
        return event

    async def _parts(self) -> AsyncIterator[bytes]:
        while not isinstance(event := await self._event(), h11.EndOfMessage):
            if not isinstance(event, h11.Data):
                raise ConnectionError(f"an answer broke off with {type(event).__name__}")
            yield bytes(event.data)

    async def _event(self) -> h11.Event | type[h11.PAUSED]:
        while (event := self._spoken.next_event()) is h11.NEED_DATA:
            if self._reader is None:
                raise ConnectionError("the line was hung up")
            self._spoken.receive_data(await self._reader.read(AT_ONCE))
        return event  # type: ignore[return-value]  # everything but NEED_DATA, which mypy cannot take away

    def _next(self) -> None:
        with suppress(h11.LocalProtocolError):
            self._spoken.start_next_cycle()
            return
        self.close()
