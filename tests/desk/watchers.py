"""Listening to the stream of changes over bare sockets: as many watchers as a test wants, without a browser."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass
class Heard:
    """What one watcher heard: the status line, the events in order, and when each came."""

    status: int = 0
    events: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)
    ended: bool = False

    def kinds(self) -> list[str]:
        """Give the kinds of the events."""
        return [kind for kind, _, _ in self.events]


async def listen(address: str, session: str, heard: Heard, language: str = "uk") -> None:
    """Listen until the server ends the stream."""
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    asked = (
        f"GET /now/stream HTTP/1.1\r\nHost: {parts.netloc}\r\nCookie: openevac={session}\r\n"
        f"Accept-Language: {language}\r\nAccept: text/event-stream\r\n\r\n"
    )
    writer.write(asked.encode())
    try:
        await writer.drain()
        heard.status = int((await reader.readline()).split()[1])
        if heard.status != 200:
            return  # the connection stays open for the next question; there is none
        kind = ""
        while line := await reader.readline():
            text = line.decode().strip()
            if text.startswith("event: "):
                kind = text.removeprefix("event: ")
            elif text.startswith("data: "):
                heard.events.append((kind, json.loads(text.removeprefix("data: ")), time.monotonic()))
            elif text == "0":  # the last chunk
                break
    finally:
        heard.ended = True
        writer.close()
