import socket

from embedded.doctor import examine
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack


def wrong(settings: EmbeddedSettings, **more: object) -> dict[str, str]:
    findings = examine(settings, required_directories=("delegation",), **more)
    return {f"{finding.part}: {finding.detail}": finding.fix for finding in findings if not finding.ok}


def test_a_healthy_stack_has_no_complaints(stack: Stack, settings: EmbeddedSettings):
    assert wrong(settings) == {}


def test_a_missing_search_attribute_is_named(stack: Stack, settings: EmbeddedSettings):
    complaints = wrong(settings, search_attributes={"Unheard": "Keyword"})

    assert list(complaints) == ["Temporal: search attributes are not registered: Unheard"]
    assert list(complaints.values()) == ["restart the stack: ./legation down, ./legation up"]


def test_every_complaint_comes_with_a_fix(other_settings: EmbeddedSettings):
    with socket.create_server(("127.0.0.1", other_settings.temporal_ui_port)):
        complaints = wrong(other_settings)

    ui = f"ports: port {other_settings.temporal_ui_port} (Temporal UI) is taken"
    assert complaints[ui].endswith("choose another with LEGATION_EMBEDDED__TEMPORAL_UI_PORT")
    store = f"object store: not reachable at {other_settings.s3_address}"
    assert complaints[store] == "start the stack: ./legation up"
    assert all(complaints.values())
