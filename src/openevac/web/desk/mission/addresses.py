"""The addresses of the mission page. A mission goes by its bare number: В-12 is /mission/12/."""

from __future__ import annotations

from django.urls import path

from openevac.web.desk.mission.accept import accept
from openevac.web.desk.mission.approve import approve
from openevac.web.desk.mission.build_plan import build_plan
from openevac.web.desk.mission.fleet import fleet, keep_base, keep_crew, keep_kind, keep_vehicle
from openevac.web.desk.mission.leave import leave
from openevac.web.desk.mission.list_missions import list_missions
from openevac.web.desk.mission.move_request import keep_move_page, move_request, see_move_page
from openevac.web.desk.mission.packs import give_packs
from openevac.web.desk.mission.papers import (
    arrivals,
    arrivals_of_plan,
    blank_request,
    crew_sheet,
    tags,
    tags_of_plan,
)
from openevac.web.desk.mission.people import people
from openevac.web.desk.mission.refuse import refuse
from openevac.web.desk.mission.see_job import see_job_page
from openevac.web.desk.mission.see_mission import see_mission_page
from openevac.web.desk.mission.see_plan import see_plan_page
from openevac.web.desk.mission.tick import tick

urlpatterns = [
    path("mission/", list_missions),
    path("mission/build/", build_plan),
    path("mission/job/<uuid:job>/", see_job_page),
    path("mission/plan/<uuid:plan>/", see_plan_page),
    path("mission/request-form.pdf", blank_request),
    path("mission/fleet/", fleet),
    path("mission/fleet/base/", keep_base),
    path("mission/fleet/kind/", keep_kind),
    path("mission/fleet/vehicle/", keep_vehicle),
    path("mission/fleet/crew/", keep_crew),
    path("mission/plan/<uuid:plan>/tags.pdf", tags_of_plan),
    path("mission/plan/<uuid:plan>/arrivals.pdf", arrivals_of_plan),
    path("mission/<int:number>/people/", people),
    path("mission/<int:number>/tags.pdf", tags),
    path("mission/<int:number>/arrivals.pdf", arrivals),
    path("mission/plan/<uuid:plan>/move/", move_request),
    path("mission/move/<uuid:job>/", see_move_page),
    path("mission/move/<uuid:job>/keep/", keep_move_page),
    path("mission/<int:number>/", see_mission_page),
    path("mission/<int:number>/tick/", tick),
    path("mission/<int:number>/approve/", approve),
    path("mission/<int:number>/accept/", accept),
    path("mission/<int:number>/refuse/", refuse),
    path("mission/<int:number>/leave/", leave),
    path("mission/<int:number>/packs/", give_packs),
    path("mission/<int:number>/crew-sheet.pdf", crew_sheet),
]
