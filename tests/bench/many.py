"""A hundred agencies, twenty priorities, ten years: about 100,000 updates, written by SQL alone."""

import datetime

from django.db import connection

from roadmap.models import Agency, Period, Priority
from tests import make

AGENCIES, PRIORITIES, YEARS, EACH = 100, 20, 10, 5
LAST = 2025
DUE = datetime.datetime(2026, 6, 1, 18, tzinfo=datetime.UTC)


# Of ten updates of the latest year seven are approved, one waits, one is a draft and one was
# returned; those of earlier years are all approved.
def fill():
    """Everything there is, in the database; gives back the latest period."""
    make.make_user()
    roadmap = make.make_roadmap(code="MX")
    for year in range(LAST - YEARS + 1, LAST + 1):
        make.make_period(roadmap=roadmap, year=year, due_at=DUE, state="closed")
    period = Period.objects.latest_first().first()
    Period.objects.filter(pk=period.pk).update(state=Period.State.OPEN)
    Priority.objects.bulk_create(
        Priority(roadmap=roadmap, number=n, text="Prevenir.", short_name=f"Prioridad {n}")
        for n in range(1, PRIORITIES + 1)
    )
    Agency.objects.bulk_create(
        Agency(code=f"A{n}", name=f"Secretaría {n:03}", country="MX", kind="ministry")
        for n in range(AGENCIES)
    )
    for agency in Agency.objects.all():
        make.make_action(roadmap=roadmap, lead_agency=agency)
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, {"due": DUE, "each": EACH})
    return Period.objects.select_related("roadmap").get(pk=period.pk)


STATEMENTS = [
    """
    INSERT INTO roadmap_assignment (period_id, agency_id, priority_id)
    SELECT period.id, agency.id, priority.id
    FROM roadmap_period AS period, roadmap_agency AS agency, roadmap_priority AS priority
    """,
    """
    CREATE TEMPORARY TABLE many AS
    SELECT row_number() OVER (ORDER BY assignment.id, each) AS n, assignment.*,
        action.id AS action_id, year = max(year) OVER () AS latest, each
    FROM roadmap_assignment AS assignment
    JOIN roadmap_period AS period ON period.id = period_id
    JOIN roadmap_action AS action ON action.lead_agency_id = agency_id,
    generate_series(1, %(each)s) AS each
    """,
    """
    INSERT INTO roadmap_progressupdate (uid, period_id, agency_id, action_id, made_from, topics,
        kind, reason, title, narrative, precision, happened_from, happened_to, areas,
        municipalities, status, version, sent_on_behalf, sent_late, sent_at, created_at,
        changed_at, source_note)
    SELECT gen_random_uuid(), period_id, agency_id, action_id, n::text, '{}',
        CASE WHEN n %% 17 = 0 THEN 'no-progress' ELSE 'progress' END, 'No hubo.',
        'Avance número ' || n,
        jsonb_build_array(jsonb_build_object('type', 'paragraph', 'runs', jsonb_build_array(
            jsonb_build_object('text', repeat('Se dieron cursos a personal. ', 15))))),
        'day', '2023-06-13', '2023-06-13', '{}', '',
        CASE WHEN NOT latest OR n %% 10 < 7 THEN 'approved' WHEN n %% 10 = 7 THEN 'submitted'
            WHEN n %% 10 = 8 THEN 'draft' ELSE 'returned' END,
        2, false, false,
        CASE WHEN latest AND n %% 10 = 8 THEN NULL ELSE %(due)s - n * interval '1 minute' END,
        %(due)s - interval '300 days', %(due)s - n * interval '1 minute', ''
    FROM many
    """,
    """
    INSERT INTO roadmap_progressupdate_priorities (progressupdate_id, priority_id)
    SELECT update.id, priority_id FROM many
    JOIN roadmap_progressupdate AS update ON made_from = n::text
    """,
    """
    INSERT INTO roadmap_step (update_id, name, from_status, to_status, by_id, on_behalf, at,
        comment, version, content_hash, is_late)
    SELECT update.id, step.name, step.before, step.after, person.id, false,
        update.sent_at + step.later, '', 1, '', step.name = 'submit' AND update.sent_late
    FROM roadmap_progressupdate AS update,
    (VALUES ('submit', 'draft', 'submitted', interval '0'),
            ('approve', 'submitted', 'approved', interval '9 days')
    ) AS step(name, before, after, later),
    (SELECT min(id) AS id FROM roadmap_user) AS person
    WHERE update.sent_at IS NOT NULL AND (step.name = 'submit' OR update.status = 'approved')
    """,
    "DROP TABLE many",
    "ANALYZE",
]
