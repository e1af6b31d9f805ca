"""The switch on every page: Ukrainian or English, kept by this browser."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.reports.words import LANGUAGES
from openevac.web.showing import go
from openevac.web.speaking import COOKIE

KEPT_FOR_S = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language and go back to where the reader was."""
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise InputError("This language is not spoken here.", "Choose uk or en.", field="language")
    back = request.POST.get("next", "/")
    answer = go(back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else "/")
    answer.set_cookie(COOKIE, language, max_age=KEPT_FOR_S, samesite="Lax")
    return answer
