"""The files of submitted reports, each rendered once for all tests.

A submission renders eighteen files, and most tests submit the same report. While a submission
asks for its files, a renderer gives again what it made of the same document (and letterhead);
whoever asks a renderer itself gets its work.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def rendered_once() -> Iterator[None]:
    from reports.publishing import publishing  # Models can be imported once Django is set up.
    from reports.renderers import RENDERERS

    made, submitting, latest = {}, [], []

    def canonical(document) -> bytes:
        if not latest or latest[0] is not document:
            latest[:] = [document, publishing.canonical(document)]
        return latest[1]

    def remember(name: str, render):
        def remembered(document, *more):
            if not submitting:
                return render(document, *more)
            read = [part and bytes(part) for part in more]
            seen = (name, canonical(document), *read)
            if seen not in made:
                made[seen] = render(document, *more)
            return made[seen]

        return remembered

    def file_of_submission(document, name: str) -> bytes:
        submitting.append(name)
        try:
            return file_of(document, name)
        finally:
            submitting.pop()

    file_of = publishing.file_of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "file_of", file_of_submission)
        for name, renderer in RENDERERS.items():
            patch.setattr(renderer, "render", remember(name, renderer.render))
        yield
