from reports.composing.compose import compose
from reports.document import to_dict
from reports.publishing.comparing import compare
from roadmap.models import Period, ProgressUpdate, Status
from tests import make


def changed(before, after):
    return [change for change in compare(before, after) if change.differs]


def text(parts, *, marked):
    return "".join(part.text for part in parts if part.differs or not marked)


def test_the_same_report_twice_has_no_difference(db):
    make.make_update(status=Status.APPROVED)
    document = to_dict(compose(Period.objects.get()))
    changes = compare(document, document)
    assert [change.differs for change in changes] == [False] * len(changes)
    assert [change.number_after for change in changes] == list(range(1, len(changes) + 1))


def test_changed_word_is_marked_under_its_question(db):
    update = make.make_update(
        status=Status.APPROVED, narrative=make.paragraph("Se dio un curso en Chiapas.")
    )
    make.make_result(update=update)
    before = to_dict(compose(update.period))
    ProgressUpdate.objects.update(narrative=make.paragraph("Se dio un taller en Chiapas."))
    [change] = changed(before, to_dict(compose(update.period)))
    assert (text(change.before, marked=True), text(change.after, marked=True)) == (
        "curso ",
        "taller ",
    )
    assert "24 cursos" in text(change.after, marked=False)


def test_choices_and_results_are_compared_too(db):
    update = make.make_update(status=Status.APPROVED)
    result = make.make_result(update=update)
    written = make.make_written_answer(question="initiatives", choices=["no"], narrative=[])
    before = to_dict(compose(update.period))
    type(result).objects.update(quantity=25)
    type(written).objects.update(choices=["yes"])
    found = changed(before, to_dict(compose(update.period)))
    assert text(found[0].before, marked=True).split() == ["24"]
    assert "☒" in text(found[1].after, marked=True)


def test_question_that_comes_and_goes_is_told_as_such(db):
    make.make_update(status=Status.APPROVED)
    period = Period.objects.get()
    before = to_dict(compose(period))
    step = make.make_next_step(period=period, title="Un paso nuevo")
    after = to_dict(compose(period))
    added = [c for c in changed(before, after) if c.number_before is None]
    removed = [c for c in changed(after, before) if c.number_after is None]
    assert [step.title in change.text for change in added] == [True] * len(added)
    assert [change.text for change in removed] == [change.text for change in added]
    assert len(added) > 0


def test_numbers_that_move_are_no_difference(db):
    make.make_update(status=Status.APPROVED)
    period = Period.objects.get()
    before = to_dict(compose(period))
    make.make_priority(roadmap=period.roadmap, number=9)
    moved = [c for c in compare(before, to_dict(compose(period))) if not c.differs]
    assert any(change.number_before != change.number_after for change in moved)


def test_long_text_that_is_the_same_is_left_out(db):
    words = [f"palabra{number}" for number in range(2000)]
    update = make.make_update(
        status=Status.APPROVED, narrative=make.paragraph(" ".join([*words, "curso."]))
    )
    before = to_dict(compose(update.period))
    ProgressUpdate.objects.update(narrative=make.paragraph(" ".join([*words, "taller."])))
    [change] = changed(before, to_dict(compose(update.period)))
    assert text(change.after, marked=True) == "taller"
    shown = text(change.after, marked=False)
    assert ("[…]" in shown, len(shown) < 1500) == (True, True)
    beginning, end = shown.split("[…]")
    assert {beginning.split()[-1], end.split()[0]} <= set(words)
