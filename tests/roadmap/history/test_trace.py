"""The trace: what the database writes down, whichever way it was changed, and who may read it."""

import os
import random

import pytest
from django.db import IntegrityError, connection, models, transaction

from alliance87.actor import acting
from roadmap.history.trace import history_of, owner_field, traced_models
from roadmap.models import (
    Agency,
    Change,
    Evidence,
    Priority,
    ProgressUpdate,
    Result,
    Status,
    Theme,
)
from roadmap.permissions import can_read_history
from roadmap.review.workflow import StepName, move
from tests import make
from tests.roadmap.pages import is_saved, open_form, save

# What nobody traces: what is not finished typing, the cache, and the trace itself.
NOT_TRACED = {"cache", "roadmap_change", "roadmap_kepttext", "roadmap_upload"}
# What can not be changed needs no trace.
NOT_TRACED |= {"reports_reportversion", "reports_reportfile", "reports_publication"}
# What follows from other tables, what only notes that something was read, asked for or sent.
NOT_TRACED |= {"roadmap_publicrecord", "roadmap_publicstate", "roadmap_knownmarkdown"}
NOT_TRACED |= {"roadmap_seenversion", "roadmap_visit", "roadmap_apiuse", "roadmap_apianswer"}
NOT_TRACED |= {"roadmap_mail", "roadmap_mail_reminders", "roadmap_reminded"}
# Secrets, and whole files, which have a SHA-256 beside them.
LEFT_OUT = {
    "roadmap_user": {"password", "last_login"},
    "roadmap_invitation": {"token_hash"},
    "roadmap_apitoken": {"secret_hash", "last_used_at"},
    "reports_letterhead": {"content"},
    "reports_pastreport": {"content"},
}
OPERATIONS = int(os.environ.get("TRACE_OPERATIONS", "300"))
TRIGGERS = """
SELECT tgrelid::regclass::text, string_to_array(encode(tgargs, 'escape'), '\\000')
FROM pg_trigger WHERE tgname = %s
"""


def changes(row):
    """(operation, before, after) of a row's changes."""
    found = Change.objects.filter(table=row._meta.db_table, row=row.pk)
    return list(found.values_list("operation", "before", "after"))


def last(row):
    return changes(row)[-1]


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else None


def told(model, pk):
    """The history in plain values: (person, way, rows); a row is (title, operation, fields)."""
    return [
        (m.by, m.way, [(r.title, r.operation, [words(f) for f in r.fields]) for r in m.rows])
        for m in history_of(model, pk)[0]
    ]


def words(field):
    before, after = ("".join(part.text for part in parts) for parts in (field.before, field.after))
    return field.label, before, after


# Which tables


def test_every_table_is_traced_or_named_here(db):
    """A new model that fails here: add `traced("its_table")` to its migration."""
    assert set(traced_models()) - NOT_TRACED == {
        table for table, _args in sql(TRIGGERS, "trace_row")
    }


@pytest.mark.parametrize("trigger", ["trace_row", "trace_truncate"])
def test_each_trigger_knows_the_owner_and_what_to_leave_out(db, trigger):
    expected = {}
    for table, model in traced_models().items():
        owner = owner_field(model)
        generated = {f.column for f in model._meta.concrete_fields if f.generated}
        omitted = sorted(generated | LEFT_OUT.get(table, set()))
        expected[table] = (owner.column if owner else "", omitted)
    found = {
        table: (args[0], sorted(filter(None, args[1:]))) for table, args in sql(TRIGGERS, trigger)
    }
    assert found == {table: said for table, said in expected.items() if table not in NOT_TRACED}


# Every way to change a row


def test_bulk_update_is_written_down_row_by_row(db):
    agencies = [make.make_agency(acronym=f"A{number}") for number in range(3)]
    Agency.objects.filter(pk__in=[agency.pk for agency in agencies[:2]]).update(acronym="NUEVA")
    assert [last(agency)[0] for agency in agencies] == ["update", "update", "insert"]
    assert last(agencies[1]) == ("update", {"acronym": "A1"}, {"acronym": "NUEVA"})


def test_bulk_create_is_written_down_row_by_row(db):
    roadmap = make.make_roadmap()
    themes = Theme.objects.bulk_create(
        Theme(roadmap=roadmap, number=number, title="Tema") for number in (1, 2)
    )
    row = {"roadmap_id": roadmap.pk, "title": "Tema"}
    assert [changes(theme) for theme in themes] == [
        [("insert", None, row | {"id": theme.pk, "number": number})]
        for number, theme in enumerate(themes, start=1)
    ]


def test_raw_sql_is_written_down_with_the_role(db):
    agency = make.make_agency(name="Antes")
    sql("UPDATE roadmap_agency SET name = 'Después' WHERE id = %s", agency.pk)
    sql("DELETE FROM roadmap_agency WHERE id = %s", agency.pk)
    assert [operation for operation, _b, _a in changes(agency)] == ["insert", "update", "delete"]
    row = Change.objects.last()
    assert (row.by, row.said, row.request) == (None, None, None)
    assert [(row.role,)] == sql("SELECT session_user")
    assert row.before["name"] == "Después"


def test_truncate_is_written_down_row_by_row(db):
    aliases = [make.make_alias(), make.make_alias()]
    sql("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE roadmap_agencyalias")
    assert [last(alias)[0] for alias in aliases] == ["delete", "delete"]
    assert last(aliases[0])[1]["name"] == aliases[0].name


def test_change_of_many_to_many_is_written_down_with_its_owner(db):
    update, agency = make.make_update(), make.make_agency()
    update.partners.add(agency)
    update.partners.clear()
    links = Change.objects.filter(table="roadmap_progressupdate_partners", owner=update.pk)
    assert list(links.values_list("operation", flat=True)) == ["insert", "delete"]


def test_save_that_changes_nothing_leaves_nothing(db):
    agency = make.make_agency()
    agency.save()
    assert len(changes(agency)) == 1


def test_password_and_generated_columns_stay_out(db):
    user, update = make.make_user(), make.make_update()
    user.set_password("otra-clave-larga-87")
    user.save()
    ProgressUpdate.objects.filter(pk=update.pk).update(narrative=make.paragraph("Otra cosa."))
    assert len(changes(user)) == 1
    assert "password" not in changes(user)[0][2]
    assert set(last(update)[2]) == {"narrative"}


def test_what_is_rolled_back_leaves_nothing(db):
    agency = make.make_agency(name="Antes")
    with transaction.atomic():
        Agency.objects.update(name="Después")
        transaction.set_rollback(True)
    assert len(changes(agency)) == 1


# Who


def test_form_is_told_with_the_person_and_the_page(coordinator, client):
    agency = make.make_agency(acronym="ANT")
    assert is_saved(save(client, agency, open_form(client, agency) | {"acronym": "NUE"}))
    page = f"/staff/roadmap/agency/{agency.pk}/change/"
    assert told(Agency, agency.pk)[0] == (
        str(coordinator),
        f"en la página {page}",
        [("Institución", "update", [("Siglas", "ANT", "NUE")])],
    )
    assert Change.objects.last().request is not None


def test_step_of_the_workflow_is_told_with_its_reason(coordinator, db):
    update = make.make_update(status=Status.SUBMITTED)
    with acting(user=coordinator.pk, page="/here/"):
        move(update, StepName.RETURN, by=coordinator, version=update.version, comment="Falta algo.")
    by, way, rows = told(ProgressUpdate, update.pk)[0]
    assert (by, way, [row[:2] for row in rows]) == (
        str(coordinator),
        "en la página /here/",
        [("Avance", "update"), ("Paso de la revisión «Devolver»", "insert")],
    )
    assert rows[1][2] == [("Comentario", "", "Falta algo.")]


def test_command_names_itself(db):
    with acting(command="load_mexico"):
        agency = make.make_agency()
    assert told(Agency, agency.pk)[0][:2] == ("", "con el comando load_mexico")


@pytest.mark.django_db(transaction=True)
def test_person_is_not_carried_over_to_what_follows():
    with acting(user=make.make_user().pk, page="/x/"):
        make.make_agency()
    agency = make.make_agency()
    assert told(Agency, agency.pk)[0][0] == ""
    assert Change.objects.last().request is None


# Told to people


def test_history_tells_an_update_with_its_parts(db):
    update, priority = make.make_update(), make.make_priority(short_name="Otra", number=7)
    result = make.make_result(update=update, quantity="54750.50")
    update.priorities.add(priority)
    Result.objects.filter(pk=result.pk).update(quantity=None, unit="talleres")
    Priority.objects.filter(pk=priority.pk).update(short_name="Renombrada")
    found = told(ProgressUpdate, update.pk)
    # All in the test's one transaction: one moment.
    rows = [row for _by, _way, rows in reversed(found) for row in rows][-3:]
    assert [row[:2] for row in rows] == [
        ("Resultado 1", "insert"),
        ("", "insert"),
        ("Resultado", "update"),
    ]
    assert ("Cantidad", "", "54,750.50") in rows[0][2]
    assert rows[1][2] == [("Prioridades a las que contribuye", "", "7. Renombrada")]


def test_difference_of_two_texts_is_marked(db):
    update = make.make_update(narrative=make.paragraph("Se hizo un curso."))
    ProgressUpdate.objects.update(narrative=make.paragraph("Se hizo otro curso."))
    field = history_of(ProgressUpdate, update.pk)[0][0].rows[-1].fields[0]
    marked = [
        [part.text.strip() for part in side if part.differs] for side in (field.before, field.after)
    ]
    assert marked == [["un"], ["otro"]]


@pytest.mark.parametrize("times", [1, 3])
def test_history_asks_the_database_a_constant_number_of_times(db, times, django_assert_num_queries):
    update = make.make_update()
    for _ in range(times):
        make.make_result(update=update, place=make.make_place())
        update.partners.add(make.make_agency())
    with django_assert_num_queries(7):
        history_of(ProgressUpdate, update.pk)


def test_long_history_goes_on_where_it_stopped(db):
    agency = make.make_agency(acronym="0")
    for number in range(1, 6):
        Agency.objects.filter(pk=agency.pk).update(acronym=str(number))
    newest, older = history_of(Agency, agency.pk, most=4)
    oldest, none = history_of(Agency, agency.pk, most=4, before=older)
    assert [sum(len(m.rows) for m in part) for part in (newest, oldest)] == [4, 2]
    assert none is None


# Who may read it


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ({"group": "administrators"}, 200),
        ({"group": "coordinators"}, 200),
        ({"group": "observers"}, 403),
        ({"agency": "own"}, 200),
        ({"agency": "other"}, 404),
        ({}, 302),
    ],
)
def test_history_of_an_update_is_for_its_agency_and_the_coordination(client, db, person, status):
    own = make.make_agency()
    update = make.make_update(agency=own, status=Status.APPROVED)
    agencies = {"own": own, "other": make.make_agency(), None: None}
    agency = agencies[person.get("agency")]
    client.force_login(make.make_user(group=person.get("group"), agency=agency))
    response = client.get(f"/staff/roadmap/progressupdate/{update.pk}/history/")
    assert response.status_code == status


def test_history_is_for_those_who_log_in(client, db):
    update = make.make_update(status=Status.APPROVED)
    url = f"/staff/roadmap/progressupdate/{update.pk}/history/"
    assert client.get(url).url == f"/accounts/login/?next={url}"


@pytest.mark.parametrize(
    ("person", "status"),
    [({"group": "coordinators"}, 200), ({"group": "observers"}, 403), ({"agency": True}, 403)],
)
@pytest.mark.parametrize("made", [make.make_priority, make.make_next_step, make.make_project])
def test_history_of_what_is_no_agencys_is_the_coordinations(client, db, made, person, status):
    row = made()
    agency = make.make_agency() if "agency" in person else None
    client.force_login(make.make_user(group=person.get("group"), agency=agency))
    response = client.get(f"/staff/roadmap/{row._meta.model_name}/{row.pk}/history/")
    assert response.status_code == status


def test_history_of_a_person_is_the_administrators(client, db):
    person = make.make_user(group="coordinators")
    url = f"/staff/roadmap/user/{person.pk}/history/"
    client.force_login(person)
    assert client.get(url).status_code == 403
    client.force_login(make.make_user(group="administrators"))
    assert client.get(url).status_code == 200


def test_partner_of_an_action_does_not_read_the_leads_history(db):
    lead, partner = make.make_agency(), make.make_agency()
    action = make.make_action(lead_agency=lead)
    action.partners.add(partner)
    readers = [make.make_user(agency=agency) for agency in (lead, partner)]
    assert [can_read_history(user, action) for user in readers] == [True, False]


def test_hostile_text_in_the_history_stays_text(coordinator, client):
    agency = make.make_agency(name="<script>alert(1)</script>")
    page = client.get(f"/staff/roadmap/agency/{agency.pk}/history/").text
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


# Nobody can edit it


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE roadmap_change SET role = 'x'",
        "DELETE FROM roadmap_change",
        "DELETE FROM roadmap_change WHERE false",
        "TRUNCATE roadmap_change",
        'INSERT INTO roadmap_change (at, transaction, "table", row, operation, role) '
        "VALUES (now(), 1, 'roadmap_agency', 1, 'insert', 'x')",
    ],
)
def test_trace_refuses_every_hand(db, statement):
    make.make_agency()
    before = list(Change.objects.values())
    with pytest.raises(IntegrityError, match="roadmap_change is refused"), transaction.atomic():
        sql(statement)
    assert list(Change.objects.values()) == before
    # The control: the trigger that writes it still may.
    make.make_agency()
    assert Change.objects.count() == len(before) + 1


# Played back


def replayed(model, pk):
    """The columns of a row as its history tells them, or None when it was deleted."""
    row = None
    for operation, before, after in changes(model(pk=pk)):
        if operation == "update":
            assert {name: row[name] for name in before} == before
            row |= after
        else:
            row = after
    return row


def stored(model, pk):
    omitted = [f.column for f in model._meta.concrete_fields if f.generated]
    rows = sql(
        f"SELECT to_jsonb(t) - %s::text[] FROM {model._meta.db_table} t WHERE id = %s", omitted, pk
    )
    return models.JSONField().from_db_value(rows[0][0], None, connection) if rows else None


class Operations:
    """What is done to an update and its rows at random, in one of many ways."""

    def __init__(self, update):
        self.chance = random.Random(87)  # noqa: S311 - not a secret
        self.update = update
        self.rows = {(ProgressUpdate, update.pk)}

    def one(self):
        ways = [self.change_in_bulk, self.change_by_sql, self.add_rows, self.drop_rows]
        with transaction.atomic():
            self.chance.choice(ways)()
            transaction.set_rollback(self.chance.random() < 0.1)

    def change_in_bulk(self):
        chance = self.chance
        ProgressUpdate.objects.filter(pk=self.update.pk).update(
            title=f"«Título» {chance.random()} \\ ' \"",
            narrative=make.paragraph(f"Ñandú {chance.random()}"),
            areas=chance.sample(["child-labour", "forced-labour"], chance.randint(0, 2)),
            happened_to=chance.choice([None, make.DAY.replace(day=chance.randint(14, 30))]),
        )

    def change_by_sql(self):
        sql("UPDATE roadmap_progressupdate SET reason = left(reason || %s, 90), version = 2", "·")
        sql("UPDATE roadmap_result SET quantity = round(random() * 1000), female = NULL")

    def add_rows(self):
        number = Change.objects.count()  # Always higher than before.
        results = [Result(update=self.update, number=number % 32_000, quantity="2.50")]
        self.rows.add((Result, Result.objects.bulk_create(results)[0].pk))
        evidence = make.make_evidence(update=self.update, number=number % 32_000)
        self.rows.add((Evidence, evidence.pk))

    def drop_rows(self):
        for rows in (self.update.evidence, self.update.results):
            rows.filter(pk__in=rows.values("pk")[: self.chance.randint(0, 2)]).delete()


def test_history_of_random_operations_reproduces_the_rows(db):
    operations = Operations(make.make_whole_update())
    for _ in range(OPERATIONS):
        operations.one()
    told_rows = {(model, pk): replayed(model, pk) for model, pk in operations.rows}
    assert told_rows == {(model, pk): stored(model, pk) for model, pk in operations.rows}
    assert None in told_rows.values()
    assert len(told_rows) > OPERATIONS / 10
