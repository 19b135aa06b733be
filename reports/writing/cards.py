"""What the writing pages print: per question its wording, draft, passages, form and neighbours."""

from reports.composing import takeover
from reports.composing.takeover import Since
from reports.questionnaire.kinds import FIELDS
from reports.wording import WORDINGS
from roadmap.texts.as_html import blocks_html

# The parts of an answer that are not its text.
_BESIDE_TEXT = [name for name in FIELDS if name != "narrative"]


class Printer:
    """Makes the cards of one page."""

    def __init__(self, writing, addresses, address_of):
        self.writing, self.addresses, self.address_of = writing, addresses, address_of
        self.wording = WORDINGS[writing.document.language]

    def card(self, sheet, form):
        """Everything about one question, with nothing left to look up."""
        standings = takeover.standings(sheet.passages, sheet.draft) if sheet.is_taken_over else []
        before, after = self.writing.unfinished_beside(sheet.place)
        return {
            "sheet": sheet,
            "question": sheet.question,
            "place": sheet.place,
            "mark": sheet.mark,
            "form": form,
            "rows": form.rows,
            "fields": [
                form[name] for name in FIELDS if name in form.fields and name != "narrative"
            ],
            "own": form["narrative"] if "narrative" in form.fields else None,
            "draft": [self._draft(sheet.draft, passage) for passage in sheet.draft.passages],
            "table": self._table(sheet),
            "pieces": [self._taken_passage(s, form, n) for n, s in enumerate(_shown(standings))],
            "left_out": [self._taken_passage(s, form, 0) for s in standings if s.passage.left_out],
            "fresh": [self._offer(offer) for offer in self._new(sheet)],
            "changed": sum(s.since != Since.SAME for s in _shown(standings)),
            "condition": self._condition(sheet.question),
            "not_asked": self._not_asked(sheet.question),
            "kept": _kept(sheet),
            "before": before and self.address_of(before),
            "after": after and self.address_of(after),
        }

    def _new(self, sheet):
        return takeover.new_offers(sheet.passages, sheet.draft) if sheet.is_taken_over else []

    def _draft(self, draft, passage):
        source = draft.sources[passage.source]
        return {"heading": passage.heading, **self._narrated_source(source, passage.narrative)}

    def _offer(self, offer):
        return {"uid": offer.update, **self._narrated_source(offer.source, offer.narrative)}

    def _narrated_source(self, source, narrative):
        return {
            "source": source,
            "address": self.addresses.get(source.update, ""),
            "narrative": blocks_html(narrative),
            "partners": self.wording["with-partners"].format(self.wording.join(source.partners))
            if source.partners
            else "",
        }

    def _taken_passage(self, standing, form, index):
        passage, name = standing.passage, f"passage-{standing.passage.pk}"
        update = passage.update
        changed = standing.since == Since.CHANGED
        return {
            "pk": passage.pk,
            "is_first": index == 0,
            "standing": standing,
            "changed": changed,
            "told": self._narrated_source(standing.offer.source, passage.narrative)
            if standing.offer
            else None,
            "title": update.title,
            "agency": update.agency,
            "address": self.addresses.get(str(update.uid), ""),
            "status": update.get_status_display(),
            "narrative": blocks_html(passage.narrative),
            "difference": standing.difference if changed else None,
            "own": standing.own if changed and standing.is_edited else None,
            "field": form[name] if name in form.fields else None,
            "is_open": name in form.fields and bool(form.errors or form.newer),
        }

    def _table(self, sheet):
        """Of the draft's table the names of its rows: the table itself is in the report."""
        table = sheet.draft.table
        if table is None or sheet.kind.has_rows:
            return None
        return {"caption": table.caption, "names": ["".join(row[0]) for row in table.rows]}

    def _condition(self, question):
        """Where the question's condition is decided, for the page's script."""
        if question.condition is None:
            return None
        options = self.writing.sheets[question.condition.question].asked.options
        nothing = [option.id for option in options if option.none]
        choice = question.condition.choice
        return {
            "place": question.condition.question,
            "number": question.condition.number,
            "choice": choice or "",
            "nothing": " ".join(nothing),
        }

    def _not_asked(self, question):
        if question.condition is None:
            return ""
        return self.wording["not-asked"].format(number=question.condition.number)


def _shown(standings):
    return [standing for standing in standings if not standing.passage.left_out]


def _kept(sheet):
    """The text of a question that is not asked."""
    own = sheet.written.narrative if sheet.written else []
    return blocks_html([*own, *(block for p in sheet.shown for block in p.narrative)])
