"""The public addresses, and the files of evidence."""

from django.urls import path

from roadmap import views

urlpatterns = [
    path("", views.home, name="home"),
    path("evidence/<int:pk>/", views.evidence_file, name="evidence-file"),
]
