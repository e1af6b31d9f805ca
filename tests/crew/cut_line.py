"""The line to the base, which a test can cut for good and mend: to the phone a cut line is a base that died."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT_S = 20.0


class CutLine:
    """Carries bytes to one address as long as it is whole."""

    def __init__(self, upstream: str) -> None:
        self._host, _, port = upstream.removeprefix("http://").partition(":")
        self._port = int(port)
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._carrying: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def address(self) -> str:
        """Give where the phone finds the base."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> None:
        """Let everything through from now on."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(LONGEST_WAIT_S)

    def cut(self) -> None:
        """Let nothing through any more: what is open breaks, what begins is refused."""
        asyncio.run_coroutine_threadsafe(self._break(), self._loop).result(LONGEST_WAIT_S)

    def run(self) -> None:
        """Carry until the loop is stopped."""
        self._loop.run_forever()
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    def end(self) -> None:
        """Cut it and end the loop."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _break(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        carrying = tuple(self._carrying)
        for writer in tuple(self._open):
            writer.transport.abort()
        await asyncio.gather(*carrying, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        there, back = await asyncio.open_connection(self._host, self._port)
        self._open |= {writer, back}
        try:
            # Either side may break at any moment; the other one is then closed too.
            with contextlib.suppress(OSError):
                await asyncio.gather(_pump(reader, back), _pump(there, writer))
        finally:
            self._open -= {writer, back}
            writer.close()
            back.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while part := await reader.read(65_536):
        writer.write(part)
        await writer.drain()
    writer.close()


@contextmanager
def cut_line(upstream: str) -> Iterator[CutLine]:
    """Give a whole line to an address; afterwards it is gone."""
    line = CutLine(upstream)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    line.mend()
    try:
        yield line
    finally:
        line.end()
        thread.join(LONGEST_WAIT_S)
