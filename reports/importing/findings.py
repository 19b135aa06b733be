"""What an importer has to say of a file, each with its place."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# In the order in which they are told: first what is not taken over.
KINDS = {
    "unplaced": _("Text that belongs to no question: it is not taken over."),
    "contents-answer": _("Text in the table of contents: it is not taken over from there."),
    "unknown-subject": _("A question about a priority that the roadmap does not have."),
    "unknown-option": _("A box that the question does not have."),
    "unknown-area": _("A value that the form does not know."),
    "footnote": _("A footnote: it is not taken over."),
    "comment": _("A comment at the margin: it is not taken over."),
    "placeholder": _("A field that nobody has filled in."),
    "too-long": _("The answer is longer than an answer may be: it is not taken over."),
    "question-missing": _("A question that the file does not ask."),
    "question-twice": _(
        "A question that is asked a second time; its text is put behind the first."
    ),
    "number-twice": _("A number that two questions have."),
    "unmarked": _("A question of choice without any mark: it stays open."),
    "several-marks": _("More than one mark where one is allowed: it stays open."),
    "choice-by-words": _("The only option that is written out is taken as the choice."),
    "empty": _("A question without an answer."),
    "section-untitled": _("A section without its heading."),
    "wording": _("A wording that differs from the form's."),
    "period": _("Other years than the period's."),
    "language": _("Text in another language than the report's."),
    "option-language": _("An option in another language than the report's."),
    "step-number": _("A next step whose number another one has: it gets the next free number."),
    "mended": _("A paragraph that a page had cut is put together."),
    "page": _("The head, the foot or the number of a page: it is left out."),
}
# Their text stands in no answer and is no part of the form: this list is where it is kept.
LEFT_OUT = {
    *("unplaced", "contents-answer", "unknown-subject", "unknown-option", "unknown-area"),
    *("footnote", "comment", "placeholder", "too-long", "page"),
}


@dataclass(frozen=True)
class Finding:
    """`place` counts lines or paragraphs, None where it is nowhere; `text` is what stands there.

    `expected` is what the form has instead; `other` is a place, a number or a language that the
    finding is about besides.
    """

    kind: str
    place: int | None
    text: str = ""
    expected: str = ""
    other: str = ""

    @property
    def message(self):
        return KINDS[self.kind]

    @property
    def is_left_out(self):
        return self.kind in LEFT_OUT


def in_order(findings):
    """By kind, those with text that is not taken over first, then by place."""
    kinds = list(KINDS)
    return tuple(sorted(findings, key=lambda f: (kinds.index(f.kind), f.place or 0)))
