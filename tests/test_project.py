"""Rules about the code itself, each with controls: what it must refuse, what it must accept."""

import ast
import re
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import distributions, packages_distributions
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.core.management import call_command
from django.db import models
from django_countries.fields import CountryField

from roadmap.models import Result
from roadmap.texts.fields import LineField, NarrativeField, ParagraphsField

ROOT = Path(__file__).resolve().parents[1]
APPS = ["alliance87", "roadmap", "reports"]

# From the bottom up: what stands in a folder (or a module beside the folders) imports from its own
# folder and from lower lines only. What stands below `models` knows neither models nor database.
LAYERS = [
    ["roadmap", "texts"],
    ["roadmap", "files"],
    ["reports", "document", "questionnaire", "wording"],
    ["reports", "renderers"],
    ["roadmap", "models"],
    ["roadmap", "deadlines", "mailing", "reporting", "stored_files", "versions", "public"],
    ["roadmap", "permissions", "update_fields"],
    ["roadmap", "review"],
    ["roadmap", "writing", "people", "history"],
    ["roadmap", "year"],
    ["roadmap", "templatetags"],
    ["roadmap", "api", "admin"],
    ["roadmap", "urls", "apps", "management"],
    ["reports", "models", "access"],
    ["reports", "composing"],
    ["reports", "checks", "importing"],
    ["reports", "writing", "publishing"],
    ["reports", "admin", "api"],
    ["reports", "urls", "apps", "management"],
]
RANK = {f"{app}.{part}": rank for rank, (app, *parts) in enumerate(LAYERS) for part in parts}
# The model fields that clean what goes into them: columns, but no table.
COLUMNS = "roadmap.texts.fields"
DATABASE = ("django.db", "django.apps", "django.contrib.auth", "django.contrib.postgres")
NAMELESS = {
    *("utils", "util", "helpers", "helper", "common", "core"),
    *("services", "selectors", "mixins", "signals"),
}
# Folders whose modules bear each other's names, of one subject each; `views` is Django's own word.
MIRRORS = {"models", "admin", "serializers", "management"}
SHOWN = {
    *("verbose_name", "verbose_name_plural", "help_text", "label", "empty_label", "description"),
    *("violation_error_message", "search_help_text", "short_description", "index_title"),
}
# What marks trusted text as HTML: the report's own stylesheet inside the page that stands alone.
TRUSTED = {"reports.renderers.as_html"}
# What joins the site and its apps.
JOINTS = {"alliance87.urls", "alliance87.site", "alliance87.accounts"}
# What the site's own modules lend to the apps: it knows nothing of them.
LENT = {
    "alliance87.accounts.passwords",
    "alliance87.actor",
    "alliance87.policy",
    "alliance87.version",
    "alliance87.visitors",
}
# The modules that hold pages, and whatever is in them.
PAGES = re.compile(rf"({'|'.join(APPS)})\.([a-z_]+\.)*([a-z_]+_)?views(\.|$)")
# Lists that grow with every year; a filter with one entry per row of them is no filter.
GROWING = {"action", "evidence", "nextstep", "progressupdate", "project", "result", "step", "user"}
# Texts of one closed form, texts that nobody types, and what was typed, kept as it was typed.
NOT_CLEANED = {
    *("Agency.code", "Roadmap.code", "Roadmap.time_zone", "Place.code"),
    *("User.language", "User.password", "Step.name", "Step.content", "Step.content_hash"),
    "WrittenAnswer.agreed_content",
    *("KeptText.form", "KeptText.page", "KeptText.data", "Invitation.language"),
    "ProgressUpdate.made_from",
    "Letterhead.sha256",
    *("CacheRow.cache_key", "CacheRow.value"),
    *("ReportVersion.language", "ReportVersion.document", "ReportVersion.document_hash"),
    *("ReportVersion.edition", "ReportVersion.edition_text", "ReportVersion.edition_hash"),
    *("ReportVersion.sources", "ReportFile.format", "ReportFile.language", "ReportFile.suffix"),
    *("ReportFile.content_type", "ReportFile.sha256"),
    *("Change.table", "Change.before", "Change.after", "Change.said", "Change.role"),
    *("PastReport.findings", "PastReport.replaced"),
    *(f"PublicRecord.{name}" for name in ("collection", "key", "name", "facets", "links", "body")),
    *("KnownMarkdown.markdown", "ApiUse.visitor", "ApiAnswer.key", "ApiAnswer.body"),
}
IGNORED = {".git", ".venv", ".pytest_cache", ".ruff_cache", ".hypothesis", "__pycache__", "var"}


def unit(module):
    """The app and the part of it that a dotted name belongs to."""
    return ".".join(module.split(".")[:2])


def imported(tree):
    """Every dotted name that is imported, with the names taken from an app itself spelled out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module in APPS:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


def wrong_way(module, tree):
    """Imports that point upwards."""
    here = unit(module)
    knows_columns = module == COLUMNS
    if "." in module and not module.startswith("alliance87") and here not in RANK:
        yield "has no place in LAYERS of tests/test_project.py"
    for name in imported(tree):
        reason = why_not(here, name)
        if reason and not (knows_columns and name.startswith(DATABASE)):
            yield f"{name}: {reason}"


def why_not(here, name):
    """Why a module of the unit may not import this name; None when it may."""
    app, other, rank = here.split(".")[0], name.split(".")[0], RANK.get(here, 99)
    if other not in APPS:
        below = rank < RANK["roadmap.models"]
        return f"{here} knows no database" if below and name.startswith(DATABASE) else None
    if "alliance87" in {app, other}:
        joins = app == other or here in JOINTS or name in LENT
        return None if joins else f"only {sorted(JOINTS)} join the site and its apps"
    if (app, other) == ("roadmap", "reports"):
        return "roadmap holds the facts, reports reads them"
    above = unit(name) != here and RANK.get(unit(name), 99) >= rank
    return f"stands above {here} or beside it" if above else None


def out_of_place(_module, tree):
    """Relative imports, and imports anywhere but at the top of the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: a relative import"
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body:
            yield f"line {node.lineno}: an import inside something"


def pages_borrowed(module, tree):
    """Imports of a module of pages by anything but addresses: what others need stands elsewhere."""
    if module.endswith(".urls"):
        return
    for node in ast.walk(tree):
        for name in full_names(node):
            if PAGES.match(name):
                yield f"line {node.lineno}: {name}: only addresses (urls) name pages"


def full_names(node):
    """What one import names, each name from its app on."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def status_written(module, tree):
    """Every way to set a status that goes past the workflow."""
    if module == "roadmap.review.workflow":
        return
    for node in ast.walk(tree):
        if any(isinstance(t, ast.Attribute) and t.attr == "status" for t in targets(node)):
            yield f"line {node.lineno}: an assignment to .status"
        if isinstance(node, ast.Call) and sets_status(node):
            yield f"line {node.lineno}: {ast.unparse(node.func)}(…status…)"


def targets(node):
    """What a statement assigns to, tuples taken apart."""
    found = getattr(node, "targets", None) or [getattr(node, "target", None)]
    return [part for target in found if target for part in getattr(target, "elts", [target])]


def sets_status(call):
    name = ast.unparse(call.func)
    words = {keyword.arg for keyword in call.keywords}
    if name in {"setattr", "object.__setattr__"}:
        return isinstance(call.args[1], ast.Constant) and call.args[1].value == "status"
    if name.endswith(".bulk_update"):
        return "'status'" in ast.unparse(call)
    creates = name == "ProgressUpdate" or (
        "ProgressUpdate.objects" in name and name.endswith(("create", "get_or_create"))
    )
    return "status" in words and (creates or name.endswith(".update"))


def unsafe(module, tree):
    """Text declared to be HTML."""
    names = {"mark_safe", "SafeString", "SafeText"}
    for node in ast.walk(tree):
        found = getattr(node, "id", None) or getattr(node, "attr", None)
        if found in names and module not in TRUSTED:
            yield f"line {node.lineno}: {found}"


def unmarked(module, tree):
    """Words for people that no translator would get to see."""
    if ".management." in module or module.startswith("reports.questionnaire"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in SHOWN and is_words(node.value):
            yield f"line {node.value.lineno}: {node.arg}={ast.unparse(node.value)}"
        if isinstance(node, ast.Assign) and is_words(node.value):
            names = {getattr(target, "id", "") for target in node.targets}
            yield from (f"line {node.lineno}: {name}" for name in names & SHOWN)
        if isinstance(node, ast.Call) and re.fullmatch(
            r"(.*\.)?ValidationError|messages\.\w+", ast.unparse(node.func)
        ):
            said = [value for value in node.args if is_words(value)]
            yield from (f"line {node.lineno}: {ast.unparse(value)}" for value in said)


def taken_for_pythons(_module, tree):
    """Modules of ours that are called like one of Python's own where they are used."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in APPS:
            names = {alias.name for alias in node.names if not alias.asname}
            taken = sorted(names & sys.stdlib_module_names)
            yield from (f"line {node.lineno}: import what you need of {name}" for name in taken)


def is_words(node):
    literal = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return isinstance(node, ast.JoinedStr) or (literal and bool(re.search(r"\w", node.value)))


RULES = {
    rule.__name__: rule
    for rule in (
        *(wrong_way, out_of_place, pages_borrowed, status_written),
        *(unsafe, unmarked, taken_for_pythons),
    )
}
REFUSED = [
    ("wrong_way", "roadmap.public.views", "from reports.composing.compose import compose"),
    ("wrong_way", "roadmap.models.updates", "from roadmap.review import workflow"),
    ("wrong_way", "roadmap.models.updates", "from roadmap.permissions import can_submit"),
    ("wrong_way", "roadmap.permissions", "import roadmap.review.workflow"),
    ("wrong_way", "roadmap.review.workflow", "from roadmap.writing.forms import ResultForm"),
    ("wrong_way", "roadmap.review.workflow", "from roadmap.writing.my_work import my_work"),
    ("wrong_way", "roadmap.writing.forms", "from roadmap.year.matrix import matrix_of"),
    (
        "wrong_way",
        "roadmap.writing.my_work",
        "from roadmap.admin import updates",
    ),
    ("wrong_way", "roadmap.public.views", "from roadmap.admin.base import StaffSite"),
    ("wrong_way", "roadmap.public.views", "from alliance87.settings import DEMO"),
    ("wrong_way", "roadmap.api.door", "from alliance87.accounts.adapter import AccountAdapter"),
    ("wrong_way", "alliance87.database.url", "from roadmap.texts.clean import clean"),
    ("wrong_way", "reports.document", "from roadmap.models import Period"),
    ("wrong_way", "reports.questionnaire.reading", "from django.db import models"),
    ("wrong_way", "reports.renderers.as_json", "from reports.composing.compose import compose"),
    ("wrong_way", "reports.composing.compose", "from reports.publishing.publishing import publish"),
    ("wrong_way", "reports.somewhere", ""),
    ("wrong_way", "roadmap.texts.clean", "from django.db import models"),
    ("out_of_place", "roadmap.public.views", "from . import models"),
    ("out_of_place", "roadmap.public.views", "def view():\n    import os"),
    ("pages_borrowed", "roadmap.admin.updates", "from roadmap.review import step_views"),
    ("pages_borrowed", "roadmap.writing.my_work", "from roadmap.writing.views import keep"),
    ("pages_borrowed", "alliance87.site", "import roadmap.year.matrix_views as matrix"),
    (
        "pages_borrowed",
        "reports.publishing.public_views",
        "from reports.checks.views import checks",
    ),
    ("status_written", "roadmap.admin.updates", "update.status = 'approved'"),
    ("status_written", "roadmap.admin.updates", "a, update.status = 1, 'approved'"),
    ("status_written", "roadmap.admin.updates", "update.status: str = 'approved'"),
    ("status_written", "roadmap.api", "setattr(update, 'status', 'approved')"),
    ("status_written", "roadmap.api", "ProgressUpdate.objects.filter(pk=1).update(status='x')"),
    ("status_written", "roadmap.api", "updates.bulk_update(rows, ['status'])"),
    ("status_written", "reports.importing", "ProgressUpdate.objects.create(status='approved')"),
    ("status_written", "reports.importing", "ProgressUpdate(status='approved')"),
    ("unsafe", "roadmap.public.views", "mark_safe(text)"),
    ("unsafe", "roadmap.public.views", "safestring.SafeString(text)"),
    ("unmarked", "roadmap.models.updates", "LineField(help_text='As printed.')"),
    ("unmarked", "roadmap.admin.base", "class Site:\n    index_title = 'To do'"),
    ("unmarked", "roadmap.writing.forms", "raise ValidationError(f'{x} is wrong')"),
    ("unmarked", "roadmap.admin.updates", "messages.success(request, 'Done')"),
    ("taken_for_pythons", "roadmap.review.views", "from roadmap.review import queue"),
]
ACCEPTED = [
    ("wrong_way", "roadmap.texts.fields", "from django.db import models"),
    ("wrong_way", "reports.composing.compose", "from roadmap.models import Period"),
    ("wrong_way", "reports.renderers.as_json", "from reports.document import to_dict"),
    ("wrong_way", "roadmap.models.updates", "from roadmap.models.people import User"),
    ("wrong_way", "roadmap.writing.views", "from alliance87.policy import framed_by_own_pages"),
    ("wrong_way", "roadmap.writing.saving", "from roadmap.writing.keeping import keep_for"),
    ("wrong_way", "roadmap.api.door", "from alliance87.visitors import address_of"),
    ("pages_borrowed", "roadmap.urls", "from roadmap.review import step_views as steps"),
    ("pages_borrowed", "alliance87.accounts.urls", "from alliance87.accounts import views"),
    ("pages_borrowed", "roadmap.api.own.views", "from rest_framework.views import APIView"),
    ("pages_borrowed", "roadmap.admin.updates", "from roadmap.writing import opening, saving"),
    ("status_written", "roadmap.review.workflow", "update.status = 'approved'"),
    ("status_written", "roadmap.api", "ProgressUpdate.objects.filter(status='approved')"),
    ("status_written", "roadmap.api", "rows.update(version=2)\nresponse.status_code = 200"),
    ("unmarked", "roadmap.writing.forms", "raise ValidationError(_('This is wrong.'))"),
    ("taken_for_pythons", "roadmap.review.views", "from roadmap.review.queue import waiting"),
    ("taken_for_pythons", "roadmap.urls", "from roadmap.review import queue as reviews"),
    ("taken_for_pythons", "roadmap.mailing", "from urllib import parse\nimport queue"),
]


def modules():
    """(dotted name, path) of every module of the application; migrations are generated."""
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if ".migrations" not in name:
            yield name, path


def breaches(rule, module, source):
    return [f"{module}: {breach}" for breach in RULES[rule](module, ast.parse(source))]


@pytest.mark.parametrize("rule", RULES)
def test_the_code_keeps_the_rule(rule):
    found = {name: breaches(rule, name, path.read_text()) for name, path in modules()}
    assert {name: reasons for name, reasons in found.items() if reasons} == {}


@pytest.mark.parametrize(("rule", "module", "source"), REFUSED)
def test_the_rule_refuses(rule, module, source):
    assert breaches(rule, module, source) != []


@pytest.mark.parametrize(("rule", "module", "source"), ACCEPTED)
def test_the_rule_accepts(rule, module, source):
    assert breaches(rule, module, source) == []


def circles(sources):
    """Modules that import each other in a circle, from {dotted name: source}; empty for none."""
    graph = {
        name: {found for found in spelled_out(ast.parse(text), sources) if found != name}
        for name, text in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def spelled_out(tree, known):
    """Those of the known modules that are imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = {f"{node.module}.{alias.name}" for alias in node.names} & known.keys()
            yield from names or {node.module} & known.keys()
        elif isinstance(node, ast.Import):
            yield from {alias.name for alias in node.names} & known.keys()


def test_no_modules_import_each_other_in_a_circle():
    assert circles({name: path.read_text() for name, path in modules()}) == []


def test_a_circle_is_found():
    sources = {"a": "from b import c", "b": "", "b.c": "from d import x", "d": "import a"}
    assert set(circles(sources)) == {"a", "b.c", "d"}
    assert circles({**sources, "d": "import b"}) == []


def test_every_module_is_named_after_what_it_holds():
    assert [name for name, _path in modules() if NAMELESS & set(name.split("."))] == []


def names_of_many(paths):
    """Names that more than two modules of an app bear, from paths relative to the project."""
    named = defaultdict(list)
    for path in paths:
        if path.stem not in {"__init__", "views"} and not MIRRORS & set(path.parent.parts):
            named[path.parts[0], path.stem].append(path)
    return {name for (_app, name), found in named.items() if len(found) > 2}


def test_no_name_of_a_module_stands_more_than_twice_in_an_app():
    assert names_of_many([path.relative_to(ROOT) for _name, path in modules()]) == set()


def test_a_name_of_three_modules_is_found():
    paths = [Path(f"roadmap/{folder}/rows.py") for folder in ("year", "review", "writing")]
    assert names_of_many(paths) == {"rows"}
    assert names_of_many(paths[:2]) == set()
    assert names_of_many([*paths[:2], Path("reports/writing/rows.py")]) == set()
    assert names_of_many([*paths[:2], Path("roadmap/admin/rows.py")]) == set()
    assert names_of_many([path.with_name("views.py") for path in paths]) == set()


def test_no_module_is_longer_than_400_lines():
    lengths = {name: len(path.read_text().splitlines()) for name, path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


# What is installed, migrated and kept


def test_psycopg2_is_the_only_driver():
    installed = {distribution.metadata["Name"].lower() for distribution in distributions()}
    drivers = {"psycopg2-binary", "psycopg2", "psycopg", "psycopg-binary", "psycopg-c", "asyncpg"}
    assert installed & (drivers | {"pg8000"}) == {"psycopg2-binary"}


@pytest.mark.django_db
def test_the_migrations_are_those_of_the_models():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


# In parts, so that this file does not name what it refuses.
PRIVATE = re.compile(
    r"pypi\.(?:org|io)|python" + r"hosted\.org|npm" + r"js\.org|--(?:extra-)?index" + r"-url\b|"
    r"(?<![\w/.])/(?:tmp|work|root)/\w"
)


def texts():
    """(path, text) of every text file of the project."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if not IGNORED & set(inside.parts) and path.is_file() and path != Path(__file__):
            try:
                yield str(inside), path.read_text()
            except UnicodeDecodeError:
                continue


def test_no_file_names_a_package_index_or_a_folder_of_one_machine():
    found = {name: PRIVATE.findall(text) for name, text in texts()}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "text", ["https://pypi" + ".org/simple", "cd /tmp" + "/x", '"/root' + '/y"']
)
def test_such_a_name_is_found(text):
    assert PRIVATE.search(text)


@pytest.mark.parametrize(
    "text", ["https://a.example/wor" + "k/1", "var/tm" + "p/x", "/wor" + "k.", "/srv/wor" + "k"]
)
def test_other_names_are_not(text):
    assert not PRIVATE.search(text)


def test_the_documents_link_to_what_is_there():
    links = {
        f"{path.relative_to(ROOT)}: {target}"
        for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
        if not (path.parent / target).exists()
    }
    assert links == set()


def test_every_package_that_is_imported_is_a_requirement_of_its_own():
    wanted = requirements("base.in")
    providers = packages_distributions()
    names = {name for _, path in modules() for name in imported(ast.parse(path.read_text()))}
    needed = {name.split(".")[0] for name in names} - set(APPS) - sys.stdlib_module_names
    assert {name for name in needed if not wanted & set(map(normal, providers[name]))} == set()


def test_every_requirement_has_its_reason():
    reasons = (ROOT / "docs" / "adr" / "0005-dependencies.md").read_text()
    wanted = requirements("base.in") | requirements("test.in") | requirements("browser.in")
    assert {name for name in wanted if name not in normal(reasons)} == set()


def requirements(name):
    """The packages that a list asks for itself."""
    lines = (ROOT / "requirements" / name).read_text().splitlines()
    return {normal(re.match(r"[\w.-]+", line).group()) for line in lines if re.match(r"\w", line)}


def normal(name):
    return name.lower().replace("_", "-")


# Models and lists


def uncleaned(fields):
    """Fields of text that would keep what Word pastes."""
    clean = LineField | ParagraphsField | NarrativeField | CountryField
    formed = models.EmailField | models.URLField | models.SlugField | models.FileField
    for field in fields:
        text = getattr(field, "base_field", field) if isinstance(field, ArrayField) else field
        kinds = models.CharField | models.TextField | models.JSONField
        if isinstance(text, kinds) and not isinstance(text, clean | formed) and not text.choices:
            yield field.name


def test_every_text_is_cleaned_on_its_way_in():
    own = [
        model for app in ("roadmap", "reports") for model in apps.get_app_config(app).get_models()
    ]
    found = {f"{m.__name__}.{name}" for m in own for name in uncleaned(m._meta.local_fields)}
    assert found == NOT_CLEANED


@pytest.mark.parametrize(
    "field", [models.CharField(), models.TextField(), models.JSONField()], ids=repr
)
def test_a_text_that_is_not_cleaned_is_found(field):
    field.name = "planted"
    assert list(uncleaned([field, LineField(), models.CharField(choices=[("a", "b")])])) == [
        "planted"
    ]


def unbounded(lists):
    """Filters whose length grows with the data, and columns that cost a query per row."""
    opts = lists.model._meta
    for name in lists.list_filter:
        field = opts.get_field(name) if isinstance(name, str) and "__" not in name else None
        related = field.related_model and field.related_model._meta.model_name if field else None
        if field is None or related in GROWING or not (related or bounded(field)):
            yield f"list_filter {name}"
    for name in lists.list_display:
        field = (
            getattr(opts.get_field(name), "many_to_one", False) if has_field(opts, name) else False
        )
        if field and name not in (lists.list_select_related or ()):
            yield f"list_display {name}: not in list_select_related"


def bounded(field):
    kinds = models.BooleanField | models.DateField
    return bool(field.choices) or isinstance(field, kinds)


def has_field(opts, name):
    return isinstance(name, str) and name in {field.name for field in opts.get_fields()}


def test_every_list_has_bounded_filters_and_joins_what_it_shows():
    found = {type(a).__name__: list(unbounded(a)) for a in admin.site._registry.values()}
    assert len(found) > 5
    assert {name: breaches for name, breaches in found.items() if breaches} == {}


@pytest.mark.parametrize(
    "attributes",
    [
        {"list_filter": ["update"]},
        {"list_filter": ["unit"]},
        {"list_filter": ["update__agency"]},
        {"list_display": ["update"]},
    ],
)
def test_an_unbounded_list_is_found(attributes):
    planted = type("Planted", (admin.ModelAdmin,), attributes)
    assert len(list(unbounded(planted(Result, admin.site)))) == 1
