"""The pages of the matrix: the table, its files, what is behind a cell, and what is asked for."""

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roadmap import permissions
from roadmap.models import Agency, Period, ProgressUpdate
from roadmap.reporting import agencies_of
from roadmap.review.standing import with_arrival
from roadmap.texts import spreadsheets
from roadmap.year import due_work
from roadmap.year.assigning import (
    PeriodClosed,
    can_assign,
    change_asked,
    line_of_agency,
    line_of_column,
)
from roadmap.year.desk import current_period
from roadmap.year.matrix import cells_of, columns_of, matrix_of


def for_readers_of_the_matrix(view):
    """The view gets its period, whose clock the page goes by; others than readers are refused."""

    @wraps(view)
    def checked(request, roadmap, period, **kwargs):
        permissions.require(permissions.can_read_matrix(request.user))
        periods = Period.objects.select_related("roadmap")
        found = get_object_or_404(periods, roadmap__code=roadmap, label=period)
        with timezone.override(found.zone):
            return view(request, found, **kwargs)

    return checked


def address_of(period, name="matrix", **more):
    """The address of a period's matrix, or of another of its pages."""
    place = {"roadmap": period.roadmap.code, "period": period.label}
    return reverse(name, kwargs=place | more)


@require_safe
def matrix_home(request):
    """The period that is open now, or else the latest."""
    permissions.require(permissions.can_read_matrix(request.user))
    period = current_period()
    if period is None:
        return render(request, "staff/matrix_none.html")
    return redirect(address_of(period))


@require_safe
@for_readers_of_the_matrix
def matrix_page(request, period):
    now = timezone.now()
    matrix, form = matrix_of(period, request.user, now=now, chosen=request.GET)
    chosen = urlencode({name: value for name, value in request.GET.items() if value})
    may_assign = can_assign(request.user, period)
    context = {
        "period": period,
        "periods": Period.objects.filter(roadmap=period.roadmap_id).latest_first(),
        "matrix": matrix,
        "form": form,
        "chosen": chosen,
        "totals": _totals(matrix),
        "may_assign": may_assign,
        "others": _unasked_agencies(matrix) if may_assign else [],
        "set_due": _due_address(request.user, period),
        **_reminders(request.user, period, matrix, now),
        "base": address_of(period),
        "links": {"base": address_of(period), "add": _add_address(request.user, period)},
    }
    return render(request, "staff/matrix.html", context)


def _due_address(user, period):
    """Where the coordination says until when; nowhere once the period is closed."""
    return reverse("period", args=[period.pk]) if can_assign(user, period) else ""


def _reminders(user, period, matrix, now):
    """The ids of the agencies that one press may remind, and of those that have nobody to."""
    if not permissions.can_manage_year(user):
        return {}
    reached, unreached = due_work.reach_of(period, matrix.owing, now)
    return {"manages": True, "to_remind": reached, "unreached": unreached}


def _add_address(user, period):
    """Where the coordination writes on an agency's behalf; nowhere once the period is closed."""
    add = reverse("admin:roadmap_progressupdate_add")
    return f"{add}?period={period.pk}" if can_assign(user, period) else ""


def _totals(matrix):
    return list(zip(matrix.columns, matrix.by_column, strict=True))


def _unasked_agencies(matrix):
    shown = [agency.pk for agency, _row, _total in matrix.rows]
    return agencies_of(matrix.period.roadmap).exclude(pk__in=shown)


@require_safe
@for_readers_of_the_matrix
def matrix_file(request, period, suffix):
    """The same table, with the same filter, for a spreadsheet program."""
    if suffix not in spreadsheets.TYPES:
        raise Http404
    matrix, _form = matrix_of(period, request.user, now=timezone.now(), chosen=request.GET)
    head, rows = as_table(matrix)
    if suffix == "csv":
        content = spreadsheets.as_csv(head, rows)
    else:
        widths = [14, 40, 24, *(16 for _column in matrix.columns), 10, 10, 10]
        content = spreadsheets.as_xlsx(head, rows, title=str(period), widths=widths)
    response = HttpResponse(content, content_type=spreadsheets.TYPES[suffix])
    name = f"{period.roadmap.code}-{period}.{suffix}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def as_table(matrix):
    """The matrix as a head and rows of texts and numbers."""
    sums = {"asked": _("Asked for"), "answered": str(matrix.answered_words)}
    if matrix.sees_all:
        sums["late"] = _("Late")
    columns = [f"{column.short}. {column.name}" for column in matrix.columns]
    head = [_("Code"), _("Agency"), _("Kind"), *columns, *sums.values()]
    rows = [
        [
            agency.code,
            agency.name,
            agency.get_kind_display(),
            *(cell.text if cell else "" for cell in row),
            *(getattr(total, name) for name in sums),
        ]
        for agency, row, total in matrix.rows
    ]
    for name, label in sums.items():
        down = [getattr(total, name) for total in matrix.by_column]
        whole = [getattr(matrix.whole, name) if other == name else "" for other in sums]
        rows.append([label, "", "", *down, *whole])
    return head, rows


@require_safe
@for_readers_of_the_matrix
def cell_page(request, period, agency, key):
    """The updates behind a cell."""
    agency = get_object_or_404(Agency, pk=agency)
    column = _column(period, key)
    visible = ProgressUpdate.objects.for_period(period).visible_to(request.user)
    behind = visible.filter(agency=agency, **{column.field: column.pk})
    updates = with_arrival(behind).select_related("written_by", "period__roadmap").order_by("-pk")
    cells = cells_of(period, request.user, [column], now=timezone.now())
    context = {
        "period": period,
        "agency": agency,
        "column": column,
        "cell": cells.get((agency.pk, key)),
        "updates": updates,
        "base": address_of(period),
        "may_assign": can_assign(request.user, period),
        "may_read_queue": permissions.can_read_queue(request.user),
        "add": _add_address(request.user, period),
        "query": f"agency={agency.pk}&{column.field}={column.pk}",
    }
    return render(request, "staff/matrix_cell.html", context)


def _column(period, key):
    found = [column for column in columns_of(period) if column.key == key]
    if not found:
        raise Http404
    return found[0]


@require_http_methods(["GET", "HEAD", "POST"])
@for_readers_of_the_matrix
def asked_page(request, period, key):
    """What is asked of one agency, or who is asked for one thing: ticks in a list."""
    permissions.require(permissions.can_manage_reference_data(request.user))
    title, line = _line(period, key)
    if request.method == "POST":
        _change(request, period, line)
        return redirect(address_of(period))
    context = {
        "period": period,
        "title": title,
        "line": line,
        "of_agency": key.startswith("a"),
        "may_assign": can_assign(request.user, period),
        "base": address_of(period),
    }
    return render(request, "staff/matrix_asked.html", context)


def _line(period, key):
    """The title and the ticks of an agency's line (a12) or of a column's (p3, s4)."""
    if key.startswith("a") and key[1:].isdecimal():
        agency = get_object_or_404(Agency, pk=key[1:])
        return str(agency), line_of_agency(period, agency)
    column = _column(period, key)
    return f"{column.short}. {column.name}", line_of_column(period, column)


def _change(request, period, line):
    places = {tick["value"]: tick["place"] for tick in line}
    asked, was = (
        {places[value] for value in request.POST.getlist(name) if value in places}
        for name in ("asked", "was")
    )
    try:
        kept = change_asked(period, by=request.user, asked=asked, was=was)
    except PeriodClosed:
        messages.error(request, _("The period is closed: what it asked for stays as it was."))
        return
    messages.success(request, _("Saved."))
    names = [tick["name"] for tick in line if tick["place"] in kept]
    if names:
        words = _("Still asked for, because there is an update already: %(names)s")
        messages.warning(request, words % {"names": "; ".join(names)})
