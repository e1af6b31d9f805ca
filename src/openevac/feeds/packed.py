"""Text of files as they come: plain or gzipped, UTF-8 with or without a byte order mark."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.feeds.typed_files import unreadable


def read_packed_text(path: Path) -> str:
    """Read a text file, unpacked where its name ends in .gz; InputError where it is missing, cut off or not UTF-8."""
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".gz":
            content = gzip.decompress(content)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise InputError(
            "The packed file is damaged or cut off.", "Download or copy it again, completely.", file=path.name
        ) from None
    except OSError as fault:
        raise unreadable(path, fault) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise InputError(
            "The file is not UTF-8 text (byte {position}).",
            "Save it again as UTF-8 (in Excel: Save as, CSV UTF-8).",
            file=path.name,
            position=fault.start + 1,
        ) from None
