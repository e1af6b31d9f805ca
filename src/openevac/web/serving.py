"""Serving the files of the pages: from memory, compressed where the browser allows, kept by it for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware

from openevac.web.crew.files import crew_address, later_files, shell_files
from openevac.web.static_files import FOLDER, static_prefix

KEPT_FOR_S = 365 * 24 * 3600


class Static(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise has no types
    """WhiteNoise with our folder and our address; nothing else of the disk is reachable through it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase] | None = None, **given: Any) -> None:
        super().__init__(get_response, **given)
        self.autorefresh = False
        self.max_age = KEPT_FOR_S
        self.allow_all_origins = False
        self.add_files(str(FOLDER), prefix=static_prefix())
        for name in (*shell_files(), *later_files()):
            self.add_file_to_dictionary(crew_address(name), str(FOLDER / name))

    def immutable_file_test(self, path: str, url: str) -> bool:  # noqa: ARG002 - whitenoise's way
        """Tell that every file may be kept for good: its address changes with its content."""
        return True
