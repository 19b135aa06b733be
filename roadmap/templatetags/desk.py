"""The cells of the matrix, of which there are thousands: written here, as a template takes long."""

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

register = template.Library()
NOTHING = (format_html("<td>{}", ""), "", format_html("</td>{}", ""))


@register.filter
def cells(row, links):
    """The cells of one row; `links` holds the addresses of the matrix and of the empty form.

    What many cells have in common is written once and kept in `links` too.
    """
    faces = links.setdefault("faces", {})
    return format_html_join("", "{}{}{}", (_cell(cell, links, faces) for cell in row))


def _cell(cell, links, faces):
    """What stands before the address, the address, and what stands after it."""
    if cell is None:
        return NOTHING
    since = localtime(cell.standing.since).date() if cell.state == "draft" else None
    face = cell.state, cell.words, cell.number, cell.late, cell.waits_quietly, since
    if face not in faces:
        faces[face] = _cell_parts(cell, since)
    before, after = faces[face]
    return before, _address(cell, links), after


def _cell_parts(cell, since):
    number = f" ({cell.number})" if cell.number > 1 else ""
    return (
        format_html('<td class="cell {} {}"><a href="', cell.state, cell.late),
        format_html('">{}{}</a>{}</td>', cell.words, number, _cell_notes(cell, since)),
    )


def _address(cell, links):
    """To the updates behind the cell; from an empty one to the form, while one may write."""
    if cell.is_empty and links["add"]:
        return f"{links['add']}&{cell.query}"
    return f"{links['base']}{cell.place}"


def _cell_notes(cell, since):
    """What else there is to know of what was asked for, line by line."""
    if not cell.asked:
        return ""
    marks = []
    if since:
        day = date_format(since, "SHORT_DATE_FORMAT")
        marks.append(("", _("since %(day)s") % {"day": day}))
    if cell.waits_quietly:
        marks.append(("", _("to be reviewed")))
    if cell.late:
        marks.append((" lateness", cell.standing.late_words))
    return format_html_join("", '<span class="mark{}">{}</span>', marks)
