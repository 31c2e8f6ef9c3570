import json

import pytest
from pydantic import ValidationError

from embedded.settings import EmbeddedSettings


def test_no_two_parts_share_a_port():
    numbers = [port.number for port in EmbeddedSettings().ports()]

    assert len(set(numbers)) == len(numbers) == 16


def test_stacks_side_by_side_get_different_ports(tmp_path):
    first = EmbeddedSettings.on_free_ports(tmp_path / "first")
    second = EmbeddedSettings.on_free_ports(tmp_path / "second")

    assert {port.number for port in first.ports()}.isdisjoint(port.number for port in second.ports())


def test_a_directory_keeps_its_ports(tmp_path):
    assert EmbeddedSettings.on_free_ports(tmp_path) == EmbeddedSettings.on_free_ports(tmp_path)


def test_a_directory_of_before_the_portal_is_still_read(tmp_path):
    EmbeddedSettings.on_free_ports(tmp_path)
    remembered = tmp_path / "ports.json"
    older = json.loads(remembered.read_text())
    del older["portal_port"]
    remembered.write_text(json.dumps(older))

    assert len(EmbeddedSettings.on_free_ports(tmp_path).ports()) == 16


def test_a_misspelt_setting_is_refused():
    with pytest.raises(ValidationError, match="temporl_port"):
        EmbeddedSettings.model_validate({"temporl_port": 7000})
