"""The line between phones and base: a small HTTP proxy that loses, cuts, doubles, delays and reorders what it carries.

Files of the app pass untouched; only questions of the interface suffer. What happens to each question is drawn:

- lost: the connection ends before the base has heard anything;
- unheard: the base has heard, and its answer is cut off somewhere or lost altogether;
- doubled: the base hears it twice, the second time perhaps long after (reordered behind younger questions);
- delayed: it waits, while others pass it by.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import threading
from collections import Counter
from collections.abc import Iterator

LONGEST_WAIT_S = 0.3
SAYS_CLOSE = b"Connection: close\r\n"


class TornLine:
    """Carries questions to one address. `rate`: the share of questions that suffer something."""

    def __init__(self, upstream: str, seed: int) -> None:
        self.host, _, port = upstream.removeprefix("http://").partition(":")
        self.port = int(port)
        self.rate = 0.0
        self.suffered: Counter[str] = Counter()
        self.address = ""
        self._dice = random.Random(seed)
        self._late: set[asyncio.Task[bytes]] = set()
        self._open: set[asyncio.StreamWriter] = set()
        # asyncio holds a task only weakly: one whose browser was killed would be collected while it waits for the base.
        self._answering: set[asyncio.Task[None]] = set()

    async def serve(self, ready: threading.Event) -> None:
        """Serve until the task is cancelled."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        async with server:
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # A browser that was killed hangs up in the middle of anything.
        self._open.add(writer)
        task = asyncio.current_task()
        assert task is not None
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                question = await _question(reader)
                writer.write(await self._carried(question))
                await writer.drain()
        finally:
            await _hang_up(writer)
            self._open.discard(writer)

    async def _carried(self, question: bytes) -> bytes:
        """Give what comes back of one question; empty where the line was cut."""
        if b" /api/" not in question.split(b"\r\n", 1)[0] or self._dice.random() >= self.rate:
            self.suffered["nothing"] += 1
            return await self._asked(question)
        fate = self._dice.choice(("lost", "unheard", "doubled", "delayed"))
        self.suffered[fate] += 1
        if fate == "lost":
            return b""
        if fate == "delayed":
            await asyncio.sleep(self._dice.random() * LONGEST_WAIT_S)
        if fate == "doubled":
            self._again_later(question)
        answer = await self._asked(question)
        return answer[: self._dice.randrange(len(answer))] if fate == "unheard" else answer

    def _again_later(self, question: bytes) -> None:
        async def later() -> bytes:
            await asyncio.sleep(self._dice.random() * 3 * LONGEST_WAIT_S)
            return await self._asked(question)

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def end(self) -> None:
        """Hang up on everybody; browsers hold connections open that nobody will ask anything on."""
        while self._open:
            for writer in self._open:
                writer.transport.abort()
            await asyncio.sleep(0.05)

    async def settled(self) -> None:
        """Wait until nothing that was doubled is still on its way."""
        while self._late:
            await asyncio.gather(*self._late)

    async def _asked(self, question: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            writer.write(question)
            await writer.drain()
            return await reader.read()
        finally:
            await _hang_up(writer)


async def _ended() -> None:
    """End everything that still runs on this loop, so that nothing is left half-way when it closes."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with contextlib.suppress(ConnectionError):
        await writer.wait_closed()


async def _question(reader: asyncio.StreamReader) -> bytes:
    """Read one question; it says that the connection ends with it."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    named = {line.split(b":", 1)[0].lower(): line.split(b":", 1)[1].strip() for line in lines}
    body = await reader.readexactly(int(named.get(b"content-length", b"0")))
    kept = [line for line in lines if not line.lower().startswith((b"connection:", b"keep-alive:"))]
    return b"\r\n".join([first, *kept]) + b"\r\n" + SAYS_CLOSE + b"\r\n" + body


@contextlib.contextmanager
def torn_line(upstream: str, seed: int) -> Iterator[TornLine]:
    """Let a line to the base stand; afterwards it is quiet and whole until nothing is under way on it."""
    line = TornLine(upstream, seed)
    loop = asyncio.new_event_loop()
    ready = threading.Event()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = asyncio.run_coroutine_threadsafe(line.serve(ready), loop)
    assert ready.wait(10)
    try:
        yield line
        asyncio.run_coroutine_threadsafe(line.settled(), loop).result(60)
    finally:
        asyncio.run_coroutine_threadsafe(line.end(), loop).result(60)
        serving.cancel()
        asyncio.run_coroutine_threadsafe(_ended(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
