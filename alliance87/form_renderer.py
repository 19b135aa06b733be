"""Form fields written by functions: a page with hundreds of boxes spends its time in templates.

Of an update's form seven tenths of the time were Django's templates of single boxes. What is
written is the same; whatever has no function here is rendered by its template.
"""

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join

NOTHING = format_html("{}", "")


class QuickRenderer(TemplatesSetting):
    """Django's renderer, with the widgets of which there are many written by a function each."""

    def render(self, template_name, context, request=None):
        if template_name == ERRORS and not context["errors"]:
            return NOTHING
        write = WRITERS.get(template_name)
        return write(context["widget"]) if write else super().render(template_name, context)


def attributes(widget):
    """The attributes, each with a blank before it; True stands alone, False falls away."""
    found = widget["attrs"].items()
    return format_html_join(
        "", "{}", ((_attribute(name, value),) for name, value in found if value is not False)
    )


def _attribute(name, value):
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))


def write_input(widget):
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        NOTHING if value is None else format_html(' value="{}"', str(value)),
        attributes(widget),
    )


def write_textarea(widget):
    # The first line break of a textarea is not part of its text.
    return format_html(
        '<textarea name="{}"{}>\n{}</textarea>',
        widget["name"],
        attributes(widget),
        _text(widget["value"] or ""),
    )


def write_select(widget):
    return format_html(
        '<select name="{}"{}>{}\n</select>',
        widget["name"],
        attributes(widget),
        format_html_join("", "{}", ((_options(*group),) for group in widget["optgroups"])),
    )


def _options(name, options, _index):
    written = format_html_join(
        "",
        '\n  <option value="{}"{}>{}</option>',
        ((str(o["value"]), attributes(o), _text(o["label"])) for o in options),
    )
    if not name:
        return written
    return format_html('\n  <optgroup label="{}">{}\n  </optgroup>', _text(name), written)


def write_boxes(widget):
    """A list of boxes to tick, or of buttons of which one is chosen."""
    attrs = widget["attrs"]
    names = {"id": attrs.get("id"), "class": attrs.get("class")}
    return format_html(
        "<div{}>{}\n</div>",
        attributes({"attrs": {name: value for name, value in names.items() if value}}),
        format_html_join("", "{}", ((_group(*group),) for group in widget["optgroups"])),
    )


def _group(name, options, _index):
    boxes = format_html_join("", "<div>\n    {}</div>", ((write_box(o),) for o in options))
    if not name:
        return boxes
    return format_html("\n  <div><label>{}</label>{}\n  </div>", _text(name), boxes)


def write_box(widget):
    box = write_input(widget)
    if not widget.get("wrap_label"):
        return box
    identity = widget["attrs"].get("id")
    bound = format_html(' for="{}"', identity) if identity else NOTHING
    return format_html("<label{}>{} {}</label>", bound, box, _text(widget["label"]))


def _text(value):
    """What a template prints of a value: a number as the language has it."""
    return value if hasattr(value, "__html__") else str(localize(value))


# Nearly every field has none.
ERRORS = "django/forms/errors/list/default.html"
WIDGETS = "django/forms/widgets/"
WRITERS = {
    **{
        f"{WIDGETS}{kind}.html": write_input
        for kind in ("text", "hidden", "date", "datetime", "email", "url", "number", "file")
    },
    f"{WIDGETS}checkbox.html": write_input,
    f"{WIDGETS}textarea.html": write_textarea,
    f"{WIDGETS}select.html": write_select,
    f"{WIDGETS}checkbox_select.html": write_boxes,
    f"{WIDGETS}radio.html": write_boxes,
}
