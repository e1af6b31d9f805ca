"""The addresses behind "more"."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.more.audit import audit
from openevac.web.desk.more.claims import claims, give_back, offer, take
from openevac.web.desk.more.doctor import doctor
from openevac.web.desk.more.drill import drill
from openevac.web.desk.more.erase import erase
from openevac.web.desk.more.exports import approve, exports
from openevac.web.desk.more.figures import figures
from openevac.web.desk.more.incidents import incidents
from openevac.web.desk.more.index import index
from openevac.web.desk.more.let_in import let_in, offer_state
from openevac.web.desk.more.people import desk_phone, leave, people, shut_out
from openevac.web.desk.more.remaining import remaining
from openevac.web.desk.more.retention import retention
from openevac.web.desk.more.tracing import addresses as tracing

urlpatterns: list[URLPattern] = [
    path("more/", index),
    path("more/audit/", audit),
    path("more/claims/", claims),
    path("more/claims/give-back/", give_back),
    path("more/claims/offer/", offer),
    path("more/claims/take/", take),
    path("more/doctor/", doctor),
    path("more/drill/", drill),
    path("more/erase/", erase),
    path("more/exports/", exports),
    path("more/exports/<uuid:export>/approve/", approve),
    path("more/figures/", figures),
    path("more/incidents/", incidents),
    path("more/people/", people),
    path("more/people/desk-phone/", desk_phone),
    path("more/people/leave/", leave),
    path("more/people/let-in/", let_in),
    path("more/people/let-in/<str:device>/state/", offer_state),
    path("more/people/shut-out/", shut_out),
    path("more/remaining/", remaining),
    path("more/retention/", retention),
    *tracing.urlpatterns,
]
