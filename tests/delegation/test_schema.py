"""The schema that editors use."""

import json
from pathlib import Path

from delegation.reading.schema import json_schema

KEPT = Path(__file__).parents[2] / "docs/delegation.schema.json"


def test_the_schema_in_the_docs_is_current():
    remedy = "write json_schema() of delegation/reading/schema.py to docs/delegation.schema.json"
    assert json.loads(KEPT.read_text(encoding="utf-8")) == json_schema(), remedy


def test_the_schema_knows_no_other_keys_and_lets_inherited_zones_be_left_out():
    schema = json_schema()
    models = [one for one in schema["$defs"].values() if "properties" in one]

    assert all(one["additionalProperties"] is False for one in (schema, *models))
    assert "zone" not in schema["$defs"]["ItineraryItem"]["required"]
    assert "zone" in schema["$defs"]["Organiser"]["required"]
    assert '"format": "date-time"' not in json.dumps(schema)
