"""The list on paper: numbers and places, no names, with the banner and the day it is to be destroyed."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from openevac.reports.codes_square import MOST_LETTERS, square_code
from openevac.services.requests.see_requests import MOST_ROWS, see_requests
from openevac.web.asking import asking, signed_in
from openevac.web.desk.requests.filters import asked_for, filter_of, query_of
from openevac.web.desk.requests.lines import rows_of
from openevac.web.showing import shown

GOOD_FOR = timedelta(hours=24)


@require_safe
@signed_in
def print_list(request: HttpRequest) -> HttpResponse:
    """Show the list as it is printed: at most 200 requests on one paper."""
    asked, question = asked_for(request), asking(request)
    page = see_requests(question, filter_of(asked), request.GET.get("after", ""), most=MOST_ROWS)
    now = question.clock.now()
    numbers = " ".join(line.receipt for line in page.lines)
    code = square_code(numbers) if 0 < len(numbers) <= MOST_LETTERS else ""
    return shown(
        request,
        "requests/print.html",
        {
            "rows": rows_of(page.lines, now),
            "square": mark_safe(code),  # noqa: S308 - drawn by us from our own numbers
            "more": bool(page.after),
            "after": page.after,
            "query": query_of(asked),
            "people": sum(line.needs.party_size for line in page.lines),
            "now": now,
            "until": now + GOOD_FOR,
        },
    )
