"""Sentences of the crew app about its keys: when people pages end, quick exit, what the browser keeps."""

from __future__ import annotations

KEYS_SENTENCES: tuple[str, ...] = (
    "This phone is not let in yet, and the base cannot be reached. Go where there is signal and ask again.",
    "Hide",
    "People pages end {at}",
    "That cannot be put off any more, or the pages are locked.",
    (
        "The browser may throw this mission away when the phone is full: "
        "add the app to the first page and open it from there."
    ),
    "The people pages are over. The way stays.",
    "To put that off, type the PIN",
    "{n} hours longer",
)
