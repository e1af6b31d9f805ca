"""Writing files whole: what is at the path is either the old or the complete new one, never a part."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from openevac.domain.errors import InputError

PLAN_MARK = "plan.json"


def write_file(path: Path, content: bytes) -> None:
    """Write one file beside its name first, then take the name. InputError where the folder cannot be written."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise _unwritable(path, fault) from None


def require_free(folder: Path) -> None:
    """Refuse an output folder that holds anything but an earlier plan, before work is spent on it."""
    if folder.is_dir() and any(folder.iterdir()) and not (folder / PLAN_MARK).is_file():
        raise InputError(
            "The folder holds other files than a plan.",
            "Name a new or empty folder after -o.",
            file=str(folder),
        )
    if folder.exists() and not folder.is_dir():
        raise InputError("A file stands where the folder should be.", "Name a new folder after -o.", file=str(folder))


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write a folder of files as a whole; an earlier plan at that path is replaced at the end."""
    require_free(folder)
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - resolve() would follow the link that is to be replaced
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    try:
        for leftover in (part, old):
            shutil.rmtree(leftover, ignore_errors=True)
        for name, content in files.items():
            (part / name).parent.mkdir(parents=True, exist_ok=True)
            (part / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    except OSError as fault:
        if old.exists() and not folder.exists():
            old.rename(folder)
        raise _unwritable(folder, fault) from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _unwritable(path: Path, fault: OSError) -> InputError:
    return InputError(
        "Nothing could be written here: {fault}.",
        "Check the free space and your rights, or name another path.",
        file=str(path),
        fault=fault.strerror or str(fault),
    )
