"""What the database refuses, form and model refuse too, with a sentence for people."""

import datetime
import uuid

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from roadmap.models.kept import KeptText
from roadmap.models.periods import days_of, year_of
from tests import make

EARLY, LATE = datetime.date(2022, 5, 1), datetime.date(2022, 5, 2)


def beside(maker, taken, **fields):
    """A second row next to one that has taken these values."""
    maker(**taken)
    return maker(**fields)


def numbered_twice(maker, parent):
    first = maker()
    return maker(**{parent: getattr(first, parent)})


def second_alias():
    first = make.make_alias(name="DIF")
    return make.make_alias(agency=first.agency)


def second_membership():
    first = make.make_membership()
    row = make.make_membership(agency=first.agency)
    return row, [{"user": first.user}], {"user": make.make_user()}


def second_assignment():
    agency = make.make_agency()
    first = make.make_assignment(agency=agency)
    row = make.make_assignment(agency=agency, priority=make.make_priority())
    return row, [{"priority": first.priority}], {"priority": make.make_priority()}


def second_written_answer():
    first = make.make_written_answer(question="lessons")
    row = make.make_written_answer(question="challenges", period=first.period)
    return row, [{"question": "lessons"}], {"question": "assessment"}


def half_agreed():
    answer = make.make_written_answer()
    whole = {"agreed_at": make.NOON, "agreed_by": make.make_user(), "agreed_content": "0" * 64}
    wrong = [{name: value} for name, value in whole.items()]
    wrong += [whole | {name: None} for name in ("agreed_at", "agreed_by")]
    return answer, [*wrong, whole | {"agreed_content": ""}], whole


def second_passage():
    first = make.make_written_passage()
    row = make.make_written_passage(answer=first.answer)
    return row, [{"update": first.update}], {"update": make.make_update()}


def settled_comment():
    row, by = make.make_comment(), make.make_user()
    half = [{"resolved_at": make.NOON}, {"resolved_by": by}]
    return row, half, {"resolved_at": make.NOON, "resolved_by": by}


def second_acceptance():
    first = make.make_accepted_warning(key="a" * 32)
    row = make.make_accepted_warning(period=first.period, key="b" * 32)
    withdrawn = {"withdrawn_at": make.NOON, "withdrawn_by": make.make_user()}
    return row, [{"key": first.key}], {"key": first.key} | withdrawn


def withdrawn_acceptance():
    row, by = make.make_accepted_warning(), make.make_user()
    half = [{"withdrawn_at": make.NOON}, {"withdrawn_by": by}]
    return row, half, {"withdrawn_at": make.NOON, "withdrawn_by": by}


def second_letterhead():
    make.make_letterhead(country="MX", content=b"x")
    return make.make_letterhead(country="PE", content=b"x"), [{"country": "MX"}], {"country": "FR"}


def second_kept_text():
    by = make.make_user()
    KeptText.objects.create(by=by, form="update-1", data=[["title", "Uno"]])
    row = KeptText.objects.create(by=by, form="update-2", data=[["title", "Uno"]])
    return row, [{"form": "update-1"}], {"form": "update-1", "by": make.make_user()}


def second_invitation():
    first = make.make_invitation(email="ana@example.org")
    row = make.make_invitation(agency=first.agency)
    emails = ("ana@example.org", "Ana@example.org")
    taken = [{"email": email} for email in emails]
    return row, taken, {"email": "ana@example.org", "accepted_at": make.NOON}


def second_main_contact():
    first = make.make_membership(contact="main")
    row = make.make_membership(agency=first.agency)
    return row, [{"contact": "main"}], {"contact": "alternate"}


def second_reminder():
    make.make_reminder(days=-7)
    return make.make_reminder(days=-2), [{"days": -7}], {"days": 7}


def second_reminded():
    first = make.make_reminded()
    row = make.make_reminded(reminder=first.reminder)
    return row, [{"agency": first.agency}], {"agency": make.make_agency()}


def second_mail_of_a_press():
    press = uuid.uuid4()
    first, row = make.make_mail(press=press), make.make_mail()
    return row, [{"press": press, "to": first.to}], {"press": press}


def superseded():
    other = make.make_roadmap(country="PE")
    row = make.make_roadmap()
    return row, [{"superseded_by": other}], {"superseded_by": other, "state": "superseded"}


def superseded_by_itself():
    row, other = make.make_roadmap(state="superseded"), make.make_roadmap()
    return row, [{"superseded_by": row}], {"superseded_by": other}


def part_of_itself():
    row = make.make_agency()
    return row, [{"parent": row}], {"parent": make.make_agency()}


def assignment_of_one():
    row = make.make_assignment()
    step = make.make_next_step()
    both, none = {"next_step": step}, {"priority": None}
    return row, [both, none], {"priority": None, "next_step": step}


def published():
    row = make.make_update()
    return (
        row,
        [{"status": status, "published_at": make.NOON} for status in ("draft", "submitted")],
        {"status": "approved", "published_at": make.NOON},
    )


def when(**fields):
    return {"precision": "", "happened_from": None, "happened_to": None} | fields


# constraint: what makes a row with what breaks it (each alone) and the nearest that is allowed,
# and the sentence.
CONSTRAINTS = {
    "roadmap_code_unique": (
        lambda: (
            beside(make.make_roadmap, {"code": "MX-2019"}, country="PE"),
            [{"code": "MX-2019"}],
            {"code": "MX-2020"},
        ),
        "There is already a roadmap with this code.",
    ),
    "roadmap_one_current": (
        lambda: (
            beside(make.make_roadmap, {"country": "MX"}, country="PE"),
            [{"country": "MX"}],
            {"country": "MX", "state": "superseded"},
        ),
        "This country already has a current roadmap: supersede that one first.",
    ),
    "roadmap_superseded_state": (superseded, "A current roadmap is not superseded by another."),
    "roadmap_not_by_itself": (superseded_by_itself, "A roadmap can not supersede itself."),
    "roadmap_workshop_dates": (
        lambda: (
            make.make_roadmap(),
            [
                {"workshop_starts_on": LATE, "workshop_ends_on": EARLY},
                {"workshop_starts_on": EARLY},
                {"workshop_ends_on": EARLY},
            ],
            {"workshop_starts_on": EARLY, "workshop_ends_on": EARLY},
        ),
        "Give both days of the workshop, the first one first.",
    ),
    "theme_number_unique": (
        lambda: (numbered_twice(make.make_theme, "roadmap"), [{"number": 1}], {"number": 3}),
        "The roadmap already has a theme of this number.",
    ),
    "priority_number_unique": (
        lambda: (numbered_twice(make.make_priority, "roadmap"), [{"number": 1}], {"number": 3}),
        "The roadmap already has a priority of this number.",
    ),
    "priority_number_from_one": (
        lambda: (make.make_priority(number=2), [{"number": 0}], {"number": 1}),
        "Priorities are numbered from 1.",
    ),
    "signatory_unique": (
        lambda: (
            beside(make.make_signatory, {"name": "Ana"}, name="Berta"),
            [{"name": "Ana"}],
            {"name": "Carla"},
        ),
        "This person already signs this roadmap.",
    ),
    "agency_code_unique": (
        lambda: (
            beside(make.make_agency, {"code": "STPS"}),
            [{"code": "STPS"}],
            {"code": "STPS", "country": ""},
        ),
        "Another agency of this country has this code.",
    ),
    "agency_name_unique": (
        lambda: (
            beside(make.make_agency, {"name": "Secretaría"}),
            [{"name": "SECRETARÍA"}],
            {"name": "Secretaría", "country": "PE"},
        ),
        "Another agency of this country has this name.",
    ),
    "agency_code_form": (
        lambda: (
            make.make_agency(),
            [{"code": code} for code in ("stps", "-A", "A B", "Ñ", "A\n")],
            {"code": "0-A"},
        ),
        "Use capital letters A to Z, digits and hyphens only.",
    ),
    "agency_not_its_own_part": (part_of_itself, "An agency can not be a part of itself."),
    "agency_alias_unique": (
        lambda: (second_alias(), [{"name": "dif"}], {"name": "DIF nacional"}),
        "The agency already has this other name.",
    ),
    "user_email_unique": (
        lambda: (
            beside(make.make_user, {"email": "ana@example.org"}),
            [{"email": "Ana@Example.org"}, {"email": "ana@example.org"}],
            {"email": "anna@example.org"},
        ),
        "There is already a person with this e-mail address.",
    ),
    "membership_unique": (second_membership, "This person already belongs to this agency."),
    "membership_one_main_contact": (second_main_contact, "The agency already has a main contact."),
    "reopening_reason_given": (
        lambda: (make.make_reopening(), [{"reason": ""}], {"reason": "Sí"}),
        "This field cannot be blank.",
    ),
    "reminder_day_unique": (second_reminder, "The period already has a reminder on this day."),
    "reminder_day_sensible": (
        lambda: (make.make_reminder(), [{"days": d} for d in (0, 366, -366)], {"days": 365}),
        "Give a number of days before or after, at most 365.",
    ),
    "reminded_once": (
        second_reminded,
        "Agency reminded with this Reminder, Agency and Due at already exists.",
    ),
    "mail_once_per_press": (second_mail_of_a_press, "Mail with this Press and To already exists."),
    "mail_sent_at_an_instant": (
        lambda: (
            make.make_mail(),
            [{"sent_at": None}, {"state": "failed"}],
            {"state": "failed", "sent_at": None},
        ),
        "What was sent has its instant, and nothing else has.",
    ),
    "invitation_open_unique": (
        second_invitation,
        "There is already an invitation for this address.",
    ),
    "kept_text_one_per_form": (
        second_kept_text,
        "Text not saved yet with this By, Form and Page already exists.",
    ),
    "place_code_unique": (
        lambda: (
            beside(make.make_place, {"code": "MX-CHP"}),
            [{"code": "MX-CHP"}],
            {"code": "MX-OAX"},
        ),
        "There is already a place with this code.",
    ),
    "period_year_unique": (
        lambda: (
            beside(make.make_period, {"year": 2022}, year=2023),
            [{"year": 2022}],
            {"year": 2024},
        ),
        "The roadmap already has this period.",
    ),
    "period_year_sensible": (
        lambda: (make.make_period(), [{"year": 2015}, {"year": 2101}], {"year": 2016}),
        "The Alliance began in 2016: give a year from 2016 to 2100.",
    ),
    "next_step_number_unique": (
        lambda: (numbered_twice(make.make_next_step, "period"), [{"number": 1}], {"number": 3}),
        "The period already has a next step of this number.",
    ),
    "next_step_number_from_one": (
        lambda: (make.make_next_step(number=2), [{"number": 0}], {"number": 1}),
        "Next steps are numbered from 1.",
    ),
    "assignment_unique": (second_assignment, "The agency is already expected to report on this."),
    "assignment_priority_or_next_step": (
        assignment_of_one,
        "Choose a priority or a next step, one of the two.",
    ),
    "action_dates_in_order": (
        lambda: (
            make.make_action(),
            [{"starts_on": LATE, "ends_on": EARLY}],
            {"starts_on": EARLY, "ends_on": EARLY},
        ),
        "The action ends before it begins.",
    ),
    "project_name_unique": (
        lambda: (
            beside(make.make_project, {"name": "Campos de Esperanza"}),
            [{"name": "Campos de Esperanza"}],
            {"name": "Campos"},
        ),
        "The roadmap already has a project of this name.",
    ),
    "project_years_in_order": (
        lambda: (
            make.make_project(),
            [{"starts_in": 2022, "ends_in": 2021}],
            {"starts_in": 2022, "ends_in": 2022},
        ),
        "The project ends before it begins.",
    ),
    "update_about_something": (
        lambda: (
            make.make_update(action=None, next_step=None),
            [{"status": status} for status in ("with-validator", "submitted", "approved")],
            {"status": "returned"},
        ),
        "Say which action or next step this is about.",
    ),
    "update_reason_given": (
        lambda: (
            make.make_update(kind="no-progress", status="draft"),
            [{"status": status} for status in ("with-validator", "submitted", "approved")],
            {"status": "submitted", "reason": "No hubo presupuesto."},
        ),
        "Give the reason.",
    ),
    "update_when_in_order": (
        lambda: (
            make.make_update(),
            [
                when(precision=precision, happened_from=LATE, happened_to=EARLY)
                for precision in ("", "month", "interval")
            ],
            when(precision="interval", happened_from=EARLY, happened_to=EARLY),
        ),
        "The last day comes before the first one.",
    ),
    "update_when_whole": (
        lambda: (
            make.make_update(status="draft"),
            [
                {"status": status} | when(**half)
                for status in ("with-validator", "submitted", "approved")
                for half in (
                    {"happened_from": EARLY, "happened_to": LATE},
                    {"happened_from": EARLY},
                    {"happened_to": EARLY},
                    {"precision": "month"},
                    {"precision": "month", "happened_from": EARLY},
                    {"precision": "month", "happened_to": EARLY},
                )
            ],
            {"status": "returned"} | when(precision="month", happened_from=EARLY),
        ),
        "Give the first and the last day, or no date at all.",
    ),
    "update_day_is_one_day": (
        lambda: (
            make.make_update(),
            [when(precision="day", happened_from=EARLY, happened_to=LATE)],
            when(precision="interval", happened_from=EARLY, happened_to=LATE),
        ),
        "A single day begins and ends on the same date.",
    ),
    "update_published_only_approved": (published, "Only an approved update can be public."),
    "update_status_known": (
        lambda: (make.make_update(), [{"status": "nonsense"}], {"status": "draft"}),
        "There is no such status.",
    ),
    "update_kind_known": (
        lambda: (make.make_update(), [{"kind": "nonsense"}], {"kind": "progress"}),
        "Value 'nonsense' is not a valid choice.",
    ),
    "result_number_unique": (
        lambda: (numbered_twice(make.make_result, "update"), [{"number": 1}], {"number": 3}),
        "The update already has a result of this number.",
    ),
    "result_quantity_not_negative": (
        lambda: (make.make_result(), [{"quantity": -1}], {"quantity": 0}),
        "A quantity can not be below zero.",
    ),
    "result_range_in_order": (
        lambda: (make.make_result(quantity=24), [{"quantity_to": 24}], {"quantity_to": 25}),
        "The end of the range must be above its beginning.",
    ),
    "result_part_of_whole": (
        lambda: (make.make_result(quantity=24), [{"out_of": 23}], {"out_of": 24}),
        "The part is larger than the whole.",
    ),
    "evidence_number_unique": (
        lambda: (numbered_twice(make.make_evidence, "update"), [{"number": 1}], {"number": 3}),
        "The update already has evidence of this number.",
    ),
    "evidence_link_or_file": (
        lambda: (
            make.make_evidence(url="https://www.gob.mx"),
            [{"file": "a.pdf"}],
            {"url": "", "file": "a.pdf"},
        ),
        "Give a link or a file, one of the two.",
    ),
    "comment_says_something": (
        lambda: (make.make_comment(), [{"text": ""}], {"text": "¿Dónde?"}),
        "This field cannot be blank.",
    ),
    "comment_settled_whole": (settled_comment, "A comment is settled by somebody, at some time."),
    "accepted_warning_once": (second_acceptance, "This warning is already accepted."),
    "accepted_warning_has_reason": (
        lambda: (make.make_accepted_warning(), [{"reason": ""}], {"reason": "Es así."}),
        "This field cannot be blank.",
    ),
    "accepted_warning_withdrawn_by_somebody": (
        withdrawn_acceptance,
        "Constraint “accepted_warning_withdrawn_by_somebody” is violated.",
    ),
    "letterhead_unique": (second_letterhead, "There is already a letterhead for this."),
    "written_answer_agreed_by_somebody": (half_agreed, "Say who has agreed, when, and to what."),
    "written_passage_unique": (second_passage, "This update is already in the answer."),
    "written_answer_unique": (second_written_answer, "This question already has a written answer."),
}


# Of tables that nobody types into: what the database derives, what notes that something was read or
# answered, and what is stored once and never changed (tests/reports/publishing/test_publishing.py).
NOT_TYPED = {
    *("public_record_unique", "public_state_one", "seen_version_once", "api_answer_one_per_key"),
    *("report_version_unique", "report_correction_explained", "report_signed"),
    *("report_not_by_itself", "report_file_unique"),
}


def own_models():
    return [
        model for app in ("roadmap", "reports") for model in apps.get_app_config(app).get_models()
    ]


def test_every_constraint_stands_in_the_table():
    named = [constraint.name for model in own_models() for constraint in model._meta.constraints]
    assert sorted(named) == sorted([*CONSTRAINTS, *NOT_TYPED])


def put(row, fields):
    for name, value in fields.items():
        setattr(row, name, value)
    return row


def save_at_once(row):
    """Save, and let the deferred constraints speak now."""
    with transaction.atomic():
        row.save()
        connection.check_constraints()


def refused_by_database(row):
    """The name of the constraint that refuses the row, or None."""
    try:
        save_at_once(row)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return None


def sentences(row):
    """What full_clean says of the row."""
    with translation.override("en"):
        try:
            row.full_clean()
        except ValidationError as error:
            return error.messages
    return []


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_constraint_refuses_and_says_why(db, name):
    build, sentence = CONSTRAINTS[name]
    row, broken, _allowed = build()
    before = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    for fields in broken:
        put(row, before | fields)
        assert (fields, set(sentences(row))) == (fields, {sentence})
        known = {name, "roadmap_user_email_key"} if name == "user_email_unique" else {name}
        assert (fields, refused_by_database(row) in known) == (fields, True)


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_constraint_lets_the_nearest_row_pass(db, name):
    row, _broken, allowed = CONSTRAINTS[name][0]()
    put(row, allowed)
    assert sentences(row) == []
    save_at_once(row)


def test_results_change_places_in_one_transaction(db):
    first = make.make_result()
    second = make.make_result(update=first.update)
    with transaction.atomic():
        first.number, second.number = 2, 1
        first.save()
        second.save()
    assert list(first.update.results.values_list("pk", "number")) == [
        (second.pk, 1),
        (first.pk, 2),
    ]


@pytest.mark.parametrize(
    ("year", "label", "first", "last"),
    [
        (2016, "2016-2017", datetime.date(2016, 5, 1), datetime.date(2017, 4, 30)),
        (2022, "2022-2023", datetime.date(2022, 5, 1), datetime.date(2023, 4, 30)),
        (2099, "2099-2100", datetime.date(2099, 5, 1), datetime.date(2100, 4, 30)),
    ],
)
def test_period_knows_its_days(db, year, label, first, last):
    period = make.make_period(year=year)
    period.refresh_from_db()
    assert (period.label, period.starts_on, period.ends_on) == (label, first, last)
    assert days_of(period.year) == (first, last)
    assert year_of(first) == year_of(last) == period.year
    assert year_of(first - datetime.timedelta(days=1)) == period.year - 1
    assert str(period) == label


def test_period_follows_its_year(db):
    period = make.make_period(year=2022)
    period.year = 2024
    period.save()
    period.refresh_from_db()
    assert (period.label, period.starts_on, period.ends_on) == (
        "2024-2025",
        datetime.date(2024, 5, 1),
        datetime.date(2025, 4, 30),
    )
