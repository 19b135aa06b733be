"""The public addresses, the files of evidence, and the coordination's pages."""

from django.urls import path

from roadmap import invitation_pages, people_pages, reminder_pages, views, year_pages

urlpatterns = [
    path("", views.home, name="home"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
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
]
