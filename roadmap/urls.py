"""The public addresses, the files of evidence, and the coordination's pages."""

from django.urls import path

from roadmap import (
    invitation_pages,
    matrix_pages,
    people_pages,
    queue_pages,
    reminder_pages,
    token_pages,
    views,
    year_pages,
)
from roadmap.api import documentation

urlpatterns = [
    path("", views.home, name="home"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
    path("developers/", documentation.developers, name="developers"),
    path("staff/tokens/", token_pages.token_list, name="tokens"),
    path("staff/tokens/<int:pk>/revoke/", token_pages.token_revoke, name="token-revoke"),
    path("invitation/<str:token>/", invitation_pages.invitation, name="invitation"),
    path("staff/year/", year_pages.year, name="year"),
    path("staff/year/begin/<int:pk>/", year_pages.begin, name="begin"),
    path("staff/year/<int:pk>/", year_pages.period, name="period"),
    path("staff/year/<int:pk>/reminders/", reminder_pages.series, name="reminders"),
    path("staff/year/<int:pk>/remind/<int:agency>/", reminder_pages.remind, name="remind"),
    path("staff/people/", people_pages.people, name="people"),
    path("staff/people/<int:pk>/", people_pages.person, name="person"),
    path("staff/invite/", invitation_pages.invite, name="invite"),
    path("staff/invite/<int:pk>/again/", invitation_pages.send_again, name="invite-again"),
    path("staff/invite/<int:pk>/withdraw/", invitation_pages.withdraw, name="invite-withdraw"),
    path("staff/queue/", queue_pages.queue_page, name="queue"),
    path("staff/queue/approve/", queue_pages.approve_page, name="queue-approve"),
    path("staff/queue/<int:pk>/", queue_pages.reading_page, name="queue-reading"),
    path("staff/queue/<int:pk>/comment/", queue_pages.comment_page, name="queue-comment"),
    path("staff/comments/<int:pk>/", queue_pages.answer_page, name="comment-answer"),
    path("staff/comments/<int:pk>/settle/", queue_pages.resolve_page, name="comment-resolve"),
    path("staff/matrix/", matrix_pages.matrix_home, name="matrix-home"),
    path("staff/matrix/<str:roadmap>/<str:period>/", matrix_pages.matrix_page, name="matrix"),
    path(
        "staff/matrix/<str:roadmap>/<str:period>.<slug:suffix>",
        matrix_pages.matrix_file,
        name="matrix-file",
    ),
    path(
        "staff/matrix/<str:roadmap>/<str:period>/asked/<slug:key>/",
        matrix_pages.asked_page,
        name="matrix-asked",
    ),
    path(
        "staff/matrix/<str:roadmap>/<str:period>/<int:agency>/<slug:key>/",
        matrix_pages.cell_page,
        name="matrix-cell",
    ),
]
