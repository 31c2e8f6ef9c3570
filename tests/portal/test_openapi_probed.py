"""Every operation of `/openapi.json`, asked with what its schema allows and with what it forbids."""

from collections.abc import Sequence
from functools import cache

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from portal.web.app import create_app
from tests.portal.applying_portal import Applying
from tests.portal.test_web_applying_programs import COMPLETE

OPERATIONS = (
    ("GET", "/"),
    ("GET", "/api/d"),
    ("GET", "/api/d/{slug}"),
    ("GET", "/d/{slug}"),
    ("GET", "/d/{slug}/apply"),
    ("GET", "/healthz"),
    ("GET", "/robots.txt"),
    ("POST", "/api/d/usa-2017/applications"),
    ("POST", "/api/d/{slug}/applications"),
)
"""All of them: a new one fails the first test until it stands here."""
WITHOUT_INPUT = {("GET", "/"), ("GET", "/api/d"), ("GET", "/healthz"), ("GET", "/robots.txt")}
CHECKS: Sequence[CheckFunction] = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
FEW = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


@cache
def described() -> BaseSchema:
    """The document of a portal with one open call, asked in this process."""
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(Applying().desk()))


def test_every_operation_of_the_document_is_asked_and_only_where_nothing_is_given_nothing_is_forbidden():
    found = {
        (one.method.upper(), one.path): one for each in described().get_all_operations() if (one := each.ok())
    }
    takes_nothing = {
        name
        for name, one in found.items()
        if not (one.path_parameters.items or one.query.items or one.headers.items or one.body.items)
    }
    assert sorted(found) == list(OPERATIONS)
    assert takes_nothing == WITHOUT_INPUT


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@FEW
@given(data=st.data())
def test_whatever_is_allowed_is_answered_as_the_document_says(method: str, path: str, data: st.DataObject):
    case = data.draw(described()[path][method].as_strategy(generation_mode=GenerationMode.POSITIVE))
    case.validate_response(case.call(), checks=list(CHECKS))
    if "slug" in case.path_parameters:
        case.path_parameters["slug"] = "usa-2017"
        answer = case.call()
        case.validate_response(answer, checks=list(CHECKS))
        assert answer.status_code != 404


@pytest.mark.parametrize(("method", "path"), [one for one in OPERATIONS if one not in WITHOUT_INPUT])
@FEW
@given(data=st.data())
def test_whatever_is_forbidden_is_refused_as_the_document_says(method: str, path: str, data: st.DataObject):
    case = data.draw(described()[path][method].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    case.validate_response(case.call(), checks=list(CHECKS))


@pytest.mark.parametrize("path", ["/api/d/usa-2017/applications", "/api/d/{slug}/applications"])
def test_an_application_that_is_received_is_answered_as_the_document_says(path: str):
    named = {"slug": "usa-2017"} if "{slug}" in path else {}
    case = described()[path]["POST"].Case(path_parameters=named, body=COMPLETE, media_type="application/json")
    answer = case.call()
    assert answer.status_code == 201
    case.validate_response(answer, checks=list(CHECKS))


def test_an_answer_that_is_not_in_the_document_is_found():
    """So that no finding means something."""
    robots = described()["/robots.txt"]["GET"].Case().call()
    with pytest.raises(FailureGroup):
        described()["/api/d"]["GET"].Case().validate_response(robots, checks=list(CHECKS))
