"""The public addresses, the files of evidence, and the coordination's pages."""

from django.urls import path

from roadmap.api import token_views as tokens
from roadmap.api.documentation import views as documentation
from roadmap.people import invitation_views as invitations
from roadmap.people import views as people
from roadmap.public import views as public
from roadmap.review import step_views as steps
from roadmap.review import views as queue
from roadmap.writing import views as writing
from roadmap.year import matrix_views as matrix
from roadmap.year import reminder_views as reminders
from roadmap.year import views as year

UPDATE = "staff/roadmap/progressupdate"
MATRIX = "staff/matrix/<str:roadmap>/<str:period>"

urlpatterns = [
    path("", public.home, name="home"),
    path("evidence/<int:pk>/", public.evidence_file, name="evidence-file"),
    path("developers/", documentation.developers, name="developers"),
    path("staff/tokens/", tokens.token_list, name="tokens"),
    path("staff/tokens/<int:pk>/revoke/", tokens.token_revoke, name="token-revoke"),
    path("invitation/<str:token>/", invitations.invitation, name="invitation"),
    path("staff/year/", year.year, name="year"),
    path("staff/year/begin/<int:pk>/", year.begin, name="begin"),
    path("staff/year/<int:pk>/", year.period, name="period"),
    path("staff/year/<int:pk>/reminders/", reminders.series, name="reminders"),
    path("staff/year/<int:pk>/remind/<int:agency>/", reminders.remind, name="remind"),
    path("staff/people/", people.people, name="people"),
    path("staff/people/<int:pk>/", people.person, name="person"),
    path("staff/invite/", invitations.invite, name="invite"),
    path("staff/invite/<int:pk>/again/", invitations.send_again, name="invite-again"),
    path("staff/invite/<int:pk>/withdraw/", invitations.withdraw, name="invite-withdraw"),
    path(f"{UPDATE}/keep/", writing.keep, name="keep"),
    path(f"{UPDATE}/discard/", writing.discard, name="discard"),
    path(f"{UPDATE}/upload/", writing.upload, name="upload"),
    path(f"{UPDATE}/<int:pk>/continue/", writing.continue_last_year, name="update-continue"),
    path(f"{UPDATE}/<int:pk>/step/<slug:step>/", steps.step_page, name="update-step"),
    path(f"{UPDATE}/<int:pk>/receipt/<int:step>/", steps.receipt_page, name="update-receipt"),
    path("staff/queue/", queue.queue_page, name="queue"),
    path("staff/queue/approve/", queue.approve_page, name="queue-approve"),
    path("staff/queue/<int:pk>/", queue.reading_page, name="queue-reading"),
    path("staff/queue/<int:pk>/comment/", queue.comment_page, name="queue-comment"),
    path("staff/comments/<int:pk>/", queue.answer_page, name="comment-answer"),
    path("staff/comments/<int:pk>/settle/", queue.resolve_page, name="comment-resolve"),
    path("staff/matrix/", matrix.matrix_home, name="matrix-home"),
    path(f"{MATRIX}/", matrix.matrix_page, name="matrix"),
    path(f"{MATRIX}.<slug:suffix>", matrix.matrix_file, name="matrix-file"),
    path(f"{MATRIX}/asked/<slug:key>/", matrix.asked_page, name="matrix-asked"),
    path(f"{MATRIX}/<int:agency>/<slug:key>/", matrix.cell_page, name="matrix-cell"),
]
