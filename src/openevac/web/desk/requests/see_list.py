"""The list of requests: longest waiting first, filters as links, a map beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.services.requests.count_requests import count_requests
from openevac.services.requests.see_requests import see_requests
from openevac.web.asking import asking, signed_in
from openevac.web.desk.requests.filters import asked_for, filter_of, groups_of, query_of
from openevac.web.desk.requests.lines import rows_of
from openevac.web.places import places_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for

ROWS = 50


@require_safe
@signed_in
def see_list(request: HttpRequest) -> HttpResponse:
    """Show one page of the list."""
    asked, question = asked_for(request), asking(request)
    wanted = filter_of(asked)
    after = request.GET.get("after", "")
    page = see_requests(question, wanted, after, most=ROWS)
    counts = count_requests(question, wanted)
    groups = groups_of(asked, counts, words_for(request), places_of(question.who.organisation).name)
    now = question.clock.now()
    return shown(
        request,
        "requests/list.html",
        {
            "rows": rows_of(page.lines, now),
            "counts": counts,
            "groups": groups,
            "chosen": [link for group in groups for link in group.set],
            "asked": asked,
            "query": query_of(asked),
            "after": page.after,
            "is_first": not after,
            "now": now,
        },
    )
