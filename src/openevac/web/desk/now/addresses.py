"""The addresses of the page Now and of the wall. A mission goes by its bare number: В-12 is /now/12/."""

from __future__ import annotations

from django.urls import URLPattern, path

from openevac.web.desk.now.aboard_again import aboard_again
from openevac.web.desk.now.close import close
from openevac.web.desk.now.crew_event import crew_event
from openevac.web.desk.now.hand_over import hand_people_over
from openevac.web.desk.now.jobs import job
from openevac.web.desk.now.no_answer import no_answer, no_answer_pdf
from openevac.web.desk.now.record_word import word
from openevac.web.desk.now.replan import replan
from openevac.web.desk.now.see_board import board, now
from openevac.web.desk.now.see_one import see_one, watch
from openevac.web.desk.now.silence import silence
from openevac.web.desk.now.take_alarm import alarm
from openevac.web.desk.now.take_hold import take
from openevac.web.desk.now.turn_back import home
from openevac.web.desk.now.wall import wall, wall_board

urlpatterns: list[URLPattern] = [
    path("now/", now),
    path("now/board/", board),
    path("now/holds/<str:receipt>/", take),
    path("now/<int:number>/", see_one),
    path("now/<int:number>/watch/", watch),
    path("now/<int:number>/word/", word),
    path("now/<int:number>/alarm/", alarm),
    path("now/<int:number>/silence/", silence),
    path("now/<int:number>/turn-back/", home),
    path("now/<int:number>/event/", crew_event),
    path("now/<int:number>/hand-over/", hand_people_over),
    path("now/<int:number>/aboard-again/", aboard_again),
    path("now/<int:number>/close/", close),
    path("now/<int:number>/replan/", replan),
    path("now/<int:number>/job/<uuid:job>/", job),
    path("now/<int:number>/no-answer/", no_answer),
    path("now/<int:number>/no-answer.pdf", no_answer_pdf),
    path("wall/", wall),
    path("wall/board/", wall_board),
]
