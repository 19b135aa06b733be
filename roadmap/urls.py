"""The public addresses, the files of evidence, and invitations."""

from django.urls import path

from roadmap import invitation_pages, token_pages, views
from roadmap.api import documentation

urlpatterns = [
    path("", views.home, name="home"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
    path("developers/", documentation.developers, name="developers"),
    path("staff/tokens/", token_pages.token_list, name="tokens"),
    path("staff/tokens/<int:pk>/revoke/", token_pages.token_revoke, name="token-revoke"),
    path("invitation/<str:token>/", invitation_pages.invitation, name="invitation"),
    path("staff/invite/", invitation_pages.invite, name="invite"),
    path("staff/invite/<int:pk>/again/", invitation_pages.send_again, name="invite-again"),
    path("staff/invite/<int:pk>/withdraw/", invitation_pages.withdraw, name="invite-withdraw"),
]
