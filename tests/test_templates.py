"""Rules about templates: nothing that our policy blocks, nothing that stays untranslated."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# The page that is kept as one file carries its stylesheet inside.
STANDS_ALONE = {"reports/report.html"}


class Markup(HTMLParser):
    """Collects what a page under our policy may not have, and words that are not translated."""

    def __init__(self, stands_alone=False):
        super().__init__()
        self.stands_alone = stands_alone
        self.found = []
        self.inside = ""

    def handle_starttag(self, tag, attrs):
        self.inside = tag
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.found.append(f"<{tag} {name}>")
            if (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"<{tag} {name}=javascript:>")
            if name in {"alt", "title", "placeholder", "aria-label"} and words(value):
                self.found.append(f"not marked for translation: {value}")
        if tag == "style" and not self.stands_alone:
            self.found.append("<style>")
        if tag == "script" and "src" not in dict(attrs):
            self.found.append("<script>")

    def handle_data(self, data):
        if self.inside not in {"style", "script"} and words(data):
            self.found.append(f"not marked for translation: {data.strip()}")

    def handle_endtag(self, _tag):
        self.inside = ""


def words(text):
    """Whether there is a word in it, other than a language's own name and a key's."""
    return bool(re.search(r"[^\W\d_]{2,}", re.sub(r"\bEspañol\b|\bCtrl\b", "", text or "")))


def template_breaches(source, stands_alone=False):
    found = re.findall(r"\|\s*safe(?:seq)?\b|{%\s*autoescape\s+off", source)
    for block in ("comment", "blocktranslate", "blocktrans"):
        source = re.sub(rf"{{%\s*{block}\b.*?{{%\s*end{block}\s*%}}", "", source, flags=re.DOTALL)
    markup = Markup(stands_alone)
    markup.feed(re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", source, flags=re.DOTALL))
    markup.close()
    return found + markup.found


def templates():
    folder = ROOT / "templates"
    for path in sorted(folder.rglob("*.html")):
        yield str(path.relative_to(folder)), path.read_text()


def test_all_templates_are_in_one_folder():
    apart = [
        path
        for app in ("alliance87", "roadmap", "reports")
        for path in (ROOT / app).rglob("*.html")
    ]
    assert apart == []


def test_templates_are_safe_and_translated():
    found = {
        name: template_breaches(text, stands_alone=name in STANDS_ALONE)
        for name, text in templates()
    }
    assert len(found) > 5
    assert {name: breaches for name, breaches in found.items() if breaches} == {}


@pytest.mark.parametrize(
    "source",
    [
        "{{ text|safe }}",
        "{{ texts | safeseq }}",
        "{% autoescape off %}{% endautoescape %}",
        '<p style="color: red">',
        "<p onclick='go()'>",
        '<a href="javascript:go()">',
        "<style>p { color: red }</style>",
        "<script>go()</script>",
        "<p>Something to read</p>",
        '<img src="{{ x }}" alt="A picture">',
        "{% if a %}yes{% endif %}",
    ],
)
def test_a_template_is_refused(source):
    assert template_breaches(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "<p{% if a %} class='b'{% endif %}>{% translate 'Something' %}: {{ text }} – 3</p>",
        "{% blocktranslate with a=b %}Some <b>{{ a }}</b>{% endblocktranslate %}",
        "{% comment %}A reason{% endcomment %}{# another #}",
        '<script src="{% static "site/a.js" %}" defer></script>',
    ],
)
def test_a_template_is_accepted(source):
    assert template_breaches(source) == []
