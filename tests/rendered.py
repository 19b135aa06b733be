"""The files of submitted reports, each rendered once for all tests.

A submission renders eighteen files, and most tests submit the same report. While a submission
asks for its files, a renderer gives again what it made of the same document (and letterhead);
whoever asks a renderer itself gets its work.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


class Rendered:
    """What the renderers made, by format, document and letterhead."""

    def __init__(self, canonical):
        self.canonical = canonical
        self.made = {}
        self.submitting = 0
        # Of one document come six files in turn.
        self.document = self.form = None

    def form_of(self, document) -> bytes:
        if self.document is not document:
            self.document, self.form = document, self.canonical(document)
        return self.form

    def during_submission(self, file_of):
        def file_of_submission(document, name):
            self.submitting += 1
            try:
                return file_of(document, name)
            finally:
                self.submitting -= 1

        return file_of_submission

    def remembering(self, name, render):
        def render_or_remember(document, *more):
            if not self.submitting:
                return render(document, *more)
            seen = (name, self.form_of(document), *(part and bytes(part) for part in more))
            if seen not in self.made:
                self.made[seen] = render(document, *more)
            return self.made[seen]

        return render_or_remember


@contextmanager
def rendered_once() -> Iterator[None]:
    from reports.publishing import publishing  # Models can be imported once Django is set up.
    from reports.renderers import RENDERERS

    rendered = Rendered(publishing.canonical)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "file_of", rendered.during_submission(publishing.file_of))
        for name, renderer in RENDERERS.items():
            patch.setattr(renderer, "render", rendered.remembering(name, renderer.render))
        yield
