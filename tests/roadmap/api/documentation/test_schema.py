"""The schema is what the code does: every answer stands in it, and what was promised stays."""

import copy
import json
import os
from contextlib import nullcontext, suppress
from pathlib import Path

import jsonschema
import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from roadmap.api.documentation.schema import EXAMPLES, whole_schema
from roadmap.api.reading.collections import COLLECTIONS
from roadmap.models import ProgressUpdate, PublicRecord
from tests import make
from tests.roadmap.api.asking import told
from tests.roadmap.api.reading.test_asked import make_rows

RELEASED = Path(__file__).resolve().parents[4] / "docs" / "api" / "v1.json"
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.response_headers_conformance,
]
# Without CASES these only, a few times; CASES=3000 asks everything, 20000 before a
# release.
USUAL = {"list-progress-updates", "read-agencies", "create-update", "change-update"}
CASES = int(os.environ.get("CASES", "0"))


def schema_now():
    return json.loads(whole_schema("en"))


def operations(schema):
    return [
        (path, method)
        for path, methods in schema["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    ]


def test_every_address_is_in_the_schema():
    lists = {f"/api/v1/{name}/" for name in COLLECTIONS}
    others = {"", "dataset.zip", "dataset.jsonld", "token/", "own-updates/", "own-updates/{key}/"}
    parts = {"own-updates/{key}/submission/", "own-updates/{key}/evidence/"}
    wanted = lists | {f"{each}{{key}}/" for each in lists}
    assert set(schema_now()["paths"]) == wanted | {f"/api/v1/{each}" for each in others | parts}


@pytest.mark.parametrize("language", ["es-mx", "en", "fr"])
def test_the_schema_is_openapi(db, client, language):
    response = client.get("/api/v1/schema/", headers={"Accept-Language": language})
    schema = json.loads(response.content)
    assert schema["openapi"] == "3.1.0"
    for path, method in operations(schema):
        operation = schema["paths"][path][method]
        assert operation["summary"], path
        assert {"404", "429", "500"} <= set(operation["responses"]), path
        for parameter in operation.get("parameters", []):
            # The id of an own update is the one parameter that explains itself.
            assert parameter.get("description") or parameter["name"] == "key", (path, parameter)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_the_example_is_a_record(name):
    assert_is_a_row(name, EXAMPLES[name])


def assert_is_a_row(name, record):
    schema = schema_now()
    row = COLLECTIONS[name].row.__name__
    assert list(record) == list(schema["components"]["schemas"][row]["properties"])
    whole = {"$ref": f"#/components/schemas/{row}", "components": schema["components"]}
    jsonschema.validate(record, whole, format_checker=jsonschema.FormatChecker())


def test_every_record_of_mexico_is_what_the_schema_says(db, client):
    call_command("load_mexico", verbosity=0)
    ProgressUpdate.objects.filter(status="approved").update(published_at=make.NOON)
    told(client, "")
    bodies = PublicRecord.objects.filter(is_deleted=False).values_list("collection", "body")
    assert len({name for name, _body in bodies}) > 10
    for name, body in bodies:
        assert_is_a_row(name, json.loads(body))


# Cases that nobody has thought of


@pytest.fixture
def token(db):
    make_rows(3)
    agency = make.make_agency(code="SNDIF")
    for _number in range(3):
        make.make_whole_update(agency=agency)
    make.make_update(agency=agency, status="returned")
    return make.make_token(agency=agency)


def _close_again():
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


def test_no_answer_is_a_fault_or_stands_outside_the_schema(token, request):
    site = get_wsgi_application()
    # A server closes connections between requests; here it is the test's own.
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    request.addfinalizer(_close_again)

    def app(environ, start_response):
        return site({"REMOTE_ADDR": "127.0.0.1", **environ}, start_response)

    schema = schemathesis.openapi.from_dict(schema_now())
    schema.app = app
    found = [result.ok() for result in schema.get_all_operations()]
    if not CASES:
        found = [
            operation for operation in found if operation.definition.raw["operationId"] in USUAL
        ]
        assert len(found) == len(USUAL)
    each = max(4, CASES // len(found) // 2)
    uid = str(ProgressUpdate.objects.filter(status="draft").first().uid)
    for operation in found:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask_often(operation, mode, each, token, uid)


def ask_often(operation, mode, times, token, uid):
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case):
        headers = {} if operation.path.count("own") == 0 else {"Authorization": f"Bearer {token}"}
        if "own-updates/{key}" in operation.path and len(str(case.body)) % 3:
            case.path_parameters = {"key": uid}
        case.call_and_validate(headers=headers, checks=CHECKS)

    # Where there is nothing to say there is nothing to say wrongly.
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        ask()


# What was promised


def broken(old, new):
    """What programs that were written for the old schema would miss in the new one."""
    for path, method in operations(old):
        operation = new["paths"].get(path, {}).get(method)
        if operation is None:
            yield f"{method} {path} is gone"
            continue
        yield from _parameters(f"{method} {path}", old["paths"][path][method], operation)
    for name, component in old["components"]["schemas"].items():
        found = new["components"]["schemas"].get(name)
        if found is None:
            yield f"{name} is gone"
        else:
            yield from _shape(name, component, found)


def _parameters(where, old, new):
    now = {(each["in"], each["name"]): each for each in new.get("parameters", [])}
    before = {(each["in"], each["name"]): each for each in old.get("parameters", [])}
    for key, parameter in before.items():
        if key not in now:
            yield f"{where}: parameter {key[1]} is gone"
        else:
            yield from _shape(f"{where}: {key[1]}", parameter["schema"], now[key]["schema"])
    for key, parameter in now.items():
        if parameter.get("required") and not before.get(key, {}).get("required"):
            yield f"{where}: parameter {key[1]} has to be there now"
    for status in set(old["responses"]) - set(new["responses"]):
        yield f"{where}: {status} is gone"


def _shape(where, old, new):
    if old.get("type") != new.get("type") or old.get("$ref") != new.get("$ref"):
        yield f"{where} is of another type"
    if set(old.get("enum", [])) - set(new.get("enum", [])):
        yield f"{where} lacks values"
    if where.endswith("Body") and set(new.get("required", [])) - set(old.get("required", [])):
        yield f"{where} asks for more"
    for name, part in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{where}.{name} is gone"
        else:
            yield from _shape(f"{where}.{name}", part, new["properties"][name])
    if "items" in old:
        yield from _shape(f"{where}[]", old["items"], new.get("items", {}))


def test_what_was_released_still_holds():
    assert list(broken(json.loads(RELEASED.read_text()), schema_now())) == []


def drop_path(schema):
    del schema["paths"]["/api/v1/agencies/"]


def drop_parameter(schema):
    schema["paths"]["/api/v1/agencies/"]["get"]["parameters"].pop(0)


def ask_for_more(schema):
    schema["paths"]["/api/v1/agencies/"]["get"]["parameters"][0]["required"] = True


def drop_field(schema):
    del schema["components"]["schemas"]["AgencyRow"]["properties"]["acronym"]


def change_type(schema):
    schema["components"]["schemas"]["AgencyRow"]["properties"]["code"]["type"] = "integer"


def drop_value(schema):
    schema["components"]["schemas"]["ProgressUpdateRow"]["properties"]["kind"]["enum"].pop()


@pytest.mark.parametrize(
    "change", [drop_path, drop_parameter, ask_for_more, drop_field, change_type, drop_value]
)
def test_what_breaks_the_promise_is_found(change):
    new = copy.deepcopy(schema_now())
    change(new)
    assert len(list(broken(schema_now(), new))) == 1
