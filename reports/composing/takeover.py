"""Answers whose composed draft was taken over: their passages, and what has changed since.

Taking over copies what each update says. The updates stay untouched; a passage keeps its link to
the update, and says when the update has something else to say by now.
"""

from dataclasses import dataclass, replace

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from reports.composing.answers import source_of
from reports.document import Passage, Source
from reports.models import WrittenPassage
from roadmap.models import Status
from roadmap.texts import markdown
from roadmap.texts.difference import side_by_side


class Since(TextChoices):
    """What has become of an update since its passage was taken over."""

    SAME = "same", _("As it was taken over")
    CHANGED = "changed", _("Changed since")
    REOPENED = "reopened", _("No longer approved")
    ELSEWHERE = "elsewhere", _("No longer counts for this question")


@dataclass(frozen=True)
class Offer:
    """What an approved update says to a question now: its text, its facts and its version."""

    update: str
    version: int
    narrative: list
    facts: str
    source: Source


@dataclass(frozen=True)
class Standing:
    """A passage that was taken over, beside what its update says now (None: nothing here)."""

    passage: WrittenPassage
    since: Since
    offer: Offer | None

    @property
    def is_edited(self):
        return self.passage.narrative != self.passage.taken

    @property
    def text_changed(self):
        return self.offer is not None and self.offer.narrative != self.passage.taken

    @property
    def difference(self):
        """(what was taken over, what the update says now), in parts of which some differ."""
        return side_by_side(
            _narrative_and_facts(self.passage.taken, self.passage.taken_facts),
            _narrative_and_facts(self.offer.narrative, self.offer.facts) if self.offer else "",
        )

    @property
    def own(self):
        """The coordination's text, in parts of which those differ that it has changed itself."""
        passage = self.passage
        return side_by_side(
            _narrative_and_facts(passage.taken, ""), _narrative_and_facts(passage.narrative, "")
        )[1]


def taken_answer(composed, passages, updates, wording):
    """The composed answer with the passages that were taken over in the place of its own."""
    approved = {update.pk: update for update in updates}
    # A heading goes by what is shown: before a passage left out it would head another's.
    shown = [passage for passage in passages if not passage.left_out]
    headings = _headings(composed, shown)
    return replace(
        composed,
        passages=tuple(
            Passage(passage.narrative, index, heading)
            for index, (passage, heading) in enumerate(zip(shown, headings, strict=True))
        ),
        sources=tuple(_source(passage, approved, wording) for passage in shown),
    )


def offers(composed):
    """What the updates say to a question now, by the update's uid, in order."""
    found = {}
    for passage in composed.passages:
        source = composed.sources[passage.source]
        found[source.update] = Offer(
            source.update, source.version, passage.narrative, facts_of(source), source
        )
    return found


def standings(passages, composed):
    """Each passage of an answer with what has become of its update."""
    offered = offers(composed)
    return [_standing(passage, offered.get(str(passage.update.uid))) for passage in passages]


def new_offers(passages, composed):
    """What approved updates say that are not in the answer, nor were left out of it."""
    known = {str(passage.update.uid) for passage in passages}
    return [offer for uid, offer in offers(composed).items() if uid not in known]


def facts_of(source):
    """When, with which results and which evidence: one per line."""
    results = [result.text for result in source.results]
    # As text, for it is compared with what was written down when the passage was taken.
    evidence = [f"{link.title}: {link.url}" for link in source.evidence]
    return "\n".join(line for line in (source.when, *results, *evidence) if line)


def _standing(passage, offer):
    # What a reopened update says now has been approved by nobody: it is not even compared.
    if passage.update.status != Status.APPROVED:
        return Standing(passage, Since.REOPENED, None)
    if offer is None:
        return Standing(passage, Since.ELSEWHERE, None)
    # Not by its version: a save that touched something else has nothing new to say here.
    same = (offer.narrative, offer.facts) == (passage.taken, passage.taken_facts)
    return Standing(passage, Since.SAME if same else Since.CHANGED, offer)


def _narrative_and_facts(narrative, facts):
    return "\n\n".join(text for text in (markdown.to_markdown(narrative), facts) if text)


def _headings(composed, passages):
    """The heading of each passage's group, where another group stood before it."""
    current, groups = "", {}
    for passage in composed.passages:
        # Composed passages carry a heading only where their group begins.
        current = passage.heading or current
        groups[composed.sources[passage.source].update] = current
    before = ""
    for passage in passages:
        # An update that no longer counts for the question stays in the group where it stood.
        group = groups.get(str(passage.update.uid), before)
        yield "" if group == before else group
        before = group


def _source(passage, approved, wording):
    """The update behind a passage, named in the version that its text was taken from.

    Of an update that is approved no more, nothing that nobody has approved is told.
    """
    update = approved.get(passage.update_id)
    if update is not None:
        return replace(source_of(update, wording), version=passage.taken_version)
    update = passage.update
    return Source(
        update=str(update.uid),
        version=passage.taken_version,
        agency=str(update.agency),
        agency_code=update.agency.code,
        partners=(),
        kind=update.kind,
        title="",
        when="",
        happened_from="",
        happened_to="",
        results=(),
        evidence=(),
    )
