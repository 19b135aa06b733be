"""The pages on which the coordination writes the report."""

import pytest
from django.test import Client
from django.urls import reverse

from reports.composing.compose import compose
from reports.composing.progress import State
from reports.models import WrittenAnswer
from roadmap.models import KeptText, NextStep
from tests import make
from tests.reports.composed import question_of, tell
from tests.reports.written import (
    BASE,
    card_of,
    opened,
    page_of,
    passage,
    press,
    retell,
    said,
    written,
)
from tests.roadmap.pages import form_data
from tests.roadmap.threads import at_once

KEEP = reverse("keep")
DISCARD = reverse("discard")
# Session, person, groups, period; compose's eight; what was kept; the session's renewal, in three.
PAGE_QUERIES = 21
GENERAL, CHOICES = "general-progress", "assessment"


def mark(client, section, place):
    return card_of(client.get(page_of(section)), place)["mark"]


# Who may


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ({"group": "administrators"}, 200),
        ({"group": "coordinators"}, 200),
        ({"group": "observers"}, 403),
        ({"agency": True}, 403),
        (None, 302),
    ],
)
def test_only_the_coordination_writes(client, period, person, status):
    boss = Client()
    boss.force_login(make.make_user(group="coordinators"))
    form = opened(boss, GENERAL) | {"lessons-narrative": "Forged", "do": "save"}
    if person is not None:
        agency = make.make_agency() if "agency" in person else None
        client.force_login(make.make_user(**person | {"agency": agency}))
    assert client.get(page_of(GENERAL)).status_code == status
    assert client.get(BASE).status_code == (302 if status == 200 else status)
    client.post(page_of(GENERAL), {k: v for k, v in form.items() if k != "who"})
    assert WrittenAnswer.objects.exists() == (status == 200)


@pytest.mark.parametrize(
    "address",
    [
        "/reports/MX-1990/2022-2023/write/lessons/",
        "/reports/MX-2019/2030-2031/write/",
        page_of("dreams"),
        "/reports/MX-2019/2019-2020/write/",
        "/reports/MX-2019/2019-2020/write/outlook/",
    ],
)
def test_page_that_is_not_there_is_not_found(client, writer, address):
    make.make_period(year=2019)
    assert client.get(address).status_code == 404


def test_writing_begins_at_the_first_unfinished_question(client, writer):
    answer = client.get(BASE)
    assert answer.url == page_of("priorities") + "#question-priority-progress-p1"


# Saving


def test_whole_page_is_saved_at_once_and_nothing_else(client, writer):
    typed = {
        "progress-rating-rating": "8",
        "other-successes-choices": "yes",
        "other-successes-text-narrative": "Se **logró**.",
    }
    answer = press(client, GENERAL, "save:other-successes", typed)
    assert answer.url == page_of(GENERAL) + "#question-other-successes"
    rows = WrittenAnswer.objects.values_list("question", "rating", "choices", "version")
    assert sorted(rows) == [
        ("other-successes", None, ["yes"], 1),
        ("other-successes-text", None, [], 1),
        ("progress-rating", 8, [], 1),
    ]
    assert {row.changed_by for row in WrittenAnswer.objects.all()} == {writer}


def test_page_sent_as_it_was_opened_changes_nothing(client, writer, period):
    tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "take-over:lessons", {"progress-rating-rating": "8"})
    before = list(WrittenAnswer.objects.values())
    press(client, GENERAL)
    assert list(WrittenAnswer.objects.values()) == before


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("assessment-tools-choices", ["surveys", "dreams"], "choices"),
        ("assessment-tools-choices", ["surveys", "not-applicable"], "choices"),
        ("assessment-tools-other", "Padrones", "other"),
        ("assessment-tools-other", "x" * 301, "other"),
    ],
)
def test_wrong_answer_comes_back_and_the_others_are_saved(client, writer, name, value, field):
    typed = {name: value, "evidence-difficulties-narrative": "Ninguna."}
    answer = press(client, CHOICES, "save:assessment-tools", typed)
    assert answer.status_code == 200
    form = card_of(answer, "assessment-tools")["form"]
    assert (list(form.errors), form[field].value()) == ([field], value)
    assert [row.question for row in WrittenAnswer.objects.all()] == ["evidence-difficulties"]


@pytest.mark.parametrize("rating", ["0", "11", "x"])
def test_rating_beside_the_scale_is_refused(client, writer, rating):
    answer = press(client, GENERAL, typed={"progress-rating-rating": rating})
    assert list(card_of(answer, "progress-rating")["form"].errors) == ["rating"]


def test_choice_can_be_taken_back(client, writer):
    press(client, GENERAL, typed={"other-successes-choices": "no"})
    press(client, GENERAL, typed={"other-successes-choices": ""})
    assert written("other-successes").choices == []


def test_status_is_written_to_the_next_step(client, writer, period):
    step = make.make_next_step(period=period, number=3)
    place = "next-step-status-s3"
    press(client, "next-steps", typed={f"{place}-choices": "in-progress"})
    step.refresh_from_db()
    assert (step.status, WrittenAnswer.objects.count()) == ("in-progress", 0)
    assert question_of(compose(period), "next-step-status").choices == ("in-progress",)
    answer = press(client, "next-steps", typed={f"{place}-choices": "done"})
    assert list(card_of(answer, place)["form"].errors) == ["choices"]


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "a\x0bb\x01", "👩🏽‍🏫"])
def test_hostile_text_comes_back_escaped(client, writer, text):
    press(client, GENERAL, typed={"lessons-narrative": text})
    page = client.get(page_of(GENERAL))
    assert (page.status_code, "<script>alert" in page.text) == (200, False)


@pytest.mark.parametrize(
    ("section", "forged"),
    [
        (GENERAL, {"lessons-version": "abc"}),
        (GENERAL, {"lessons-version": "9" * 30, "lessons-narrative": "Robado."}),
        (GENERAL, {"lessons-version": "-1", "lessons-narrative": "Robado."}),
        (GENERAL, {"lessons-seen": "\0"}),
        (GENERAL, {"lessons-narrative": "\0", "lessons-narrative_format": "tree"}),
        (GENERAL, {"lessons-narrative": "[" * 9999, "lessons-narrative_format": "tree"}),
        (GENERAL, {"lessons-passage-1": "Robado."}),
        (GENERAL, {"form_key": "report:0:x", "page": "\0"}),
        ("coming-year", {"coming-next-steps-TOTAL_FORMS": "x"}),
        ("coming-year", {"coming-next-steps-TOTAL_FORMS": "99999"}),
        ("coming-year", {"coming-next-steps-0-step": "9" * 30, "coming-next-steps-0-title": "x"}),
        ("coming-year", {"coming-next-steps-0-title": "\0"}),
    ],
)
def test_forged_form_is_no_error_and_changes_nothing(client, writer, section, forged):
    answer = press(client, section, "save:lessons", forged)
    assert answer.status_code in {200, 302}
    texts = WrittenAnswer.objects.exclude(narrative=[]).count()
    assert (texts, NextStep.objects.count()) == (0, 0)


# Conditions


def test_hidden_answer_is_kept_and_not_sent(client, writer, period):
    text = {"other-successes-text-narrative": "Se logró."}
    press(client, GENERAL, typed={"other-successes-choices": "no"} | text)
    question = question_of(compose(period), "other-successes-text")
    assert (question.asked, question.answer.passages) == (False, ())
    page = client.get(page_of(GENERAL))
    card = card_of(page, "other-successes-text")
    assert (str(card["kept"]), card["question"].asked) == ("<p>Se logró.</p>", False)
    press(client, GENERAL, typed={"other-successes-choices": "yes"})
    question = question_of(compose(period), "other-successes-text")
    assert question.answer.passages[0].narrative == make.paragraph("Se logró.")


# Several at once


def other_writer():
    other = Client()
    other.force_login(make.make_user(group="coordinators"))
    return other


def parts(change):
    return ["".join(part.text for part in change[side]) for side in ("saved", "typed")]


@pytest.mark.parametrize("first", [True, False])
def test_second_saver_sees_both_texts_and_decides(client, writer, first):
    if not first:
        press(client, GENERAL, typed={"lessons-narrative": "Al principio."})
    mine = opened(client, GENERAL)
    press(other_writer(), GENERAL, typed={"lessons-narrative": "Lo tuyo va aquí."})
    typed = {"lessons-narrative": "Lo mío va aquí."}
    answer = press(client, GENERAL, typed=typed, form=mine)
    form = card_of(answer, "lessons")["form"]
    assert [parts(change) for change in form.newer] == [["Lo tuyo va aquí.", "Lo mío va aquí."]]
    assert form["narrative"].value() == "Lo mío va aquí."
    assert written().narrative == make.paragraph("Lo tuyo va aquí.")
    assert press(client, GENERAL, form=form_data(answer, "write-form")).status_code == 302
    assert written().narrative == make.paragraph("Lo mío va aquí.")


def test_two_writers_of_two_questions_do_not_meet(client, writer):
    mine = opened(client, GENERAL)
    press(other_writer(), GENERAL, typed={"lessons-narrative": "Lo tuyo."})
    typed = {"difficulties-narrative": "Lo mío."}
    assert press(client, GENERAL, typed=typed, form=mine).status_code == 302
    assert written().narrative == make.paragraph("Lo tuyo.")
    assert written("difficulties").narrative == make.paragraph("Lo mío.")


def test_status_that_somebody_else_has_decided_is_not_overwritten(client, writer, period):
    make.make_next_step(period=period, number=1)
    mine, place = opened(client, "next-steps"), "next-step-status-s1"
    press(other_writer(), "next-steps", typed={f"{place}-choices": "completed"})
    answer = press(client, "next-steps", typed={f"{place}-choices": "planned"}, form=mine)
    assert len(card_of(answer, place)["form"].newer) == 1
    assert NextStep.objects.get().status == "completed"


@pytest.mark.parametrize("do", ["leave-out", "keep", "take", "up"])
def test_button_on_an_answer_that_was_changed_meanwhile_does_nothing(client, writer, do):
    update = tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "take-over:lessons")
    retell(update, "Dos.")
    mine = opened(client, GENERAL)
    press(other_writer(), GENERAL, typed={"lessons-narrative": "Lo tuyo."})
    before = (written().version, *written().passages.values())
    form = mine | {"do": f"{do}:lessons:{passage().pk}"}
    assert said(client.post(page_of(GENERAL), form, follow=True)) == ["warning"]
    assert (written().version, *written().passages.values()) == before


def test_text_in_a_passage_that_was_left_out_meanwhile_is_not_lost(client, writer):
    tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "take-over:lessons")
    mine, field = opened(client, GENERAL), f"lessons-passage-{passage().pk}"
    press(other_writer(), GENERAL, f"leave-out:lessons:{passage().pk}")
    answer = press(client, GENERAL, typed={field: "Lo mío."}, form=mine)
    assert card_of(answer, "lessons")["form"].data[field] == "Lo mío."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("there", [True, False])
def test_of_many_savers_at_the_same_instant_one_is_let_through(period, there):
    if there:
        make.make_written_answer(period=period, question="lessons")
    writers = [other_writer() for _ in range(6)]
    opened_forms = [opened(writer, GENERAL) for writer in writers]

    def job(index):
        typed = {"lessons-narrative": f"Texto {index}."}
        return lambda: press(writers[index], GENERAL, typed=typed, form=opened_forms[index])

    answers = at_once([job(index) for index in range(6)])
    assert sorted(answer.status_code for answer in answers) == [200] * 5 + [302]
    assert written().version == (2 if there else 1)


# What is typed and not saved


def kept(form, user, key, **typed):
    return form | typed | {"form_key": key, "page": "a1"}


def test_typed_text_is_kept_shown_again_and_forgotten_on_saving(client, writer, period):
    form = opened(client, GENERAL) | {"lessons-narrative": "A medias"}
    assert client.post(KEEP, form).status_code == 200
    assert WrittenAnswer.objects.count() == 0
    page = client.get(page_of(GENERAL))
    assert page.context["restored"] is not None
    assert card_of(page, "lessons")["form"]["narrative"].value() == "A medias"
    home = client.get(reverse("admin:index"))
    assert [text["address"] for text in home.context["kept"]] == [page_of(GENERAL)]
    press(client, GENERAL, typed=opened(client, GENERAL))
    assert (written().narrative, KeptText.objects.count()) == (make.paragraph("A medias"), 0)


def test_text_kept_is_nobody_elses_and_can_be_discarded(client, writer, period):
    client.post(KEEP, opened(client, GENERAL) | {"lessons-narrative": "A medias"})
    assert other_writer().get(page_of(GENERAL)).context["restored"] is None
    answer = client.post(DISCARD, {"form": f"report:{period.pk}:{GENERAL}"})
    assert (answer.url, KeptText.objects.count()) == (page_of(GENERAL), 0)


def test_session_that_has_ended_loses_nothing(client, writer):
    form = opened(client, GENERAL) | {"lessons-narrative": "A medias", "do": "save"}
    client.logout()
    assert client.post(page_of(GENERAL), form).status_code == 302
    client.force_login(writer)
    page = client.get(page_of(GENERAL))
    assert card_of(page, "lessons")["form"]["narrative"].value() == "A medias"


def test_form_of_somebody_else_is_kept_for_them(client, writer):
    form = opened(client, GENERAL) | {"lessons-narrative": "A medias", "do": "save"}
    other = other_writer()
    assert other.post(page_of(GENERAL), form).status_code == 302
    assert (WrittenAnswer.objects.count(), KeptText.objects.get().by) == (0, writer)


@pytest.mark.parametrize("person", [{"group": "observers"}, {"agency": True}])
def test_nobody_else_keeps_a_text_of_the_report(client, writer, period, person):
    form = opened(client, GENERAL)
    agency = make.make_agency() if "agency" in person else None
    other = Client()
    other.force_login(make.make_user(**person | {"agency": agency}))
    answer = other.post(KEEP, {k: v for k, v in form.items() if k != "who"})
    assert (answer.status_code, KeptText.objects.count()) == (404, 0)


# Agreeing


def test_answer_is_agreed_until_it_says_something_else(client, writer, period):
    update = tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "agree:lessons", {"lessons-narrative": "Propio."})
    agreed = mark(client, GENERAL, "lessons")
    assert (agreed.state, agreed.lapsed, agreed.written.agreed_by) == (State.AGREED, False, writer)
    retell(update, "Dos.")
    assert (mark(client, GENERAL, "lessons").state, mark(client, GENERAL, "lessons").lapsed) == (
        State.WRITTEN, True
    )  # fmt: skip
    press(client, GENERAL, "agree:lessons")
    assert mark(client, GENERAL, "lessons").state == State.AGREED
    press(client, GENERAL, "withdraw:lessons")
    assert (mark(client, GENERAL, "lessons").state, mark(client, GENERAL, "lessons").lapsed) == (
        State.WRITTEN, False
    )  # fmt: skip


@pytest.mark.parametrize("do", ["take-over:lessons", "save:lessons"])
def test_edit_or_takeover_of_other_words_ends_the_agreement(client, writer, do):
    tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "agree:lessons")
    press(client, GENERAL, do, {"lessons-narrative": "Propio."})
    assert mark(client, GENERAL, "lessons").lapsed


def test_nobody_agrees_to_updates_they_have_not_seen(client, writer):
    tell("Uno.", topics=["lesson"])
    form = opened(client, GENERAL)
    tell("Dos.", topics=["lesson"])
    answer = client.post(page_of(GENERAL), form | {"do": "agree:lessons"}, follow=True)
    assert said(answer) == ["warning"]
    assert mark(client, GENERAL, "lessons").state == State.DRAFTED


def test_empty_answer_is_agreed_only_where_none_is_required(client, writer):
    answer = press(client, GENERAL, "agree:difficulties")
    assert said(client.get(answer.url)) == ["warning"]
    press(client, GENERAL, "agree:lessons")
    states = [mark(client, GENERAL, place).state for place in ("difficulties", "lessons")]
    assert states == [State.EMPTY, State.AGREED]


# The page itself


@pytest.mark.parametrize("times", [1, 20])
def test_page_asks_the_database_a_constant_number_of_times(
    client, writer, period, times, django_assert_num_queries
):
    for _ in range(times):
        update = tell("Uno.", topics=["lesson"])
        make.make_result(update=update)
        make.make_evidence(update=update, is_public=True)
    press(client, GENERAL, "take-over:lessons")
    for _ in range(times):
        tell("Dos.", topics=["lesson"])
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(page_of(GENERAL))


def test_page_keeps_to_the_strict_policy(client, writer):
    tell("Uno.", topics=["lesson"])
    press(client, GENERAL, "take-over:lessons")
    response = client.get(page_of(GENERAL))
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.text.count("<h1") == 1
    assert [bad for bad in ("<style", ' style="', "onclick") if bad in response.text] == []


def test_every_question_has_its_place_here_and_in_the_report(client, writer, period):
    make.make_next_step(period=period, number=2)
    report = client.get("/reports/MX-2019/2022-2023/").text
    for section in compose(period).sections:
        page = client.get(page_of(section.id)).text
        for question in section.questions:
            place = f'id="question-{question.place}"'
            assert (page.count(place), report.count(place)) == (1, 1)
