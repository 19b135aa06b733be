"""A report as a file of one format, on the country's letterhead where the format has one."""

from django.utils.translation import gettext_lazy as _

from reports.models import Letterhead
from reports.renderers import RENDERERS, as_docx

# What people call the formats.
NAMES = {
    "html": _("Web page"),
    "pdf": "PDF",
    "docx": "Word",
    "markdown": "Markdown",
    "json": _("JSON, for programs"),
    "xlsx": _("Annex of figures (Excel)"),
}


def file_of(document, name):
    """The bytes of the document in the format of this name, one of RENDERERS."""
    renderer = RENDERERS[name]
    if renderer is as_docx:
        letterhead = Letterhead.objects.fitting(document.country, document.roadmap)
        return renderer.render(document, letterhead.content if letterhead else None)
    return renderer.render(document)


def file_name(document, name):
    """What the file is called where it is saved: MX-2019-2022-2023-es.pdf"""
    parts = (document.roadmap, document.period, document.language)
    return "-".join(parts) + RENDERERS[name].SUFFIX
