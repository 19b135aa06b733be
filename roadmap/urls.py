"""The public addresses, the files of evidence, and invitations."""

from django.urls import path

from roadmap import invitation_pages, matrix_pages, views

urlpatterns = [
    path("", views.home, name="home"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
    path("invitation/<str:token>/", invitation_pages.invitation, name="invitation"),
    path("staff/invite/", invitation_pages.invite, name="invite"),
    path("staff/invite/<int:pk>/again/", invitation_pages.send_again, name="invite-again"),
    path("staff/invite/<int:pk>/withdraw/", invitation_pages.withdraw, name="invite-withdraw"),
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
