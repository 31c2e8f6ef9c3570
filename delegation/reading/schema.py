"""The shape of a delegation file for editors, made from the model."""

from typing import Any

from delegation.file import DelegationFile

Schema = dict[str, Any]
"""JSON Schema: nested, of every type JSON knows."""

LOCAL_TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$"}
TIME_OR_DATE = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?$"}
"""Of items of the itinerary: what lasts whole days is written as dates."""
TIME_OF_DAY = {"type": "string", "pattern": r"^\d\d:\d\d(:\d\d)?$"}
TYPED = {"date-time": LOCAL_TIME, "time": TIME_OF_DAY}
"""What people write, by the format that JSON Schema would have them write."""
INHERITED = ("zone", "wishes_zone")
"""Keys taken over from the organiser or the leg where they are not given."""
OWN_ZONE = ("Organiser", "Leg")
"""Where the others take it from."""


def json_schema() -> Schema:
    """JSON Schema of the file as it is typed: inherited zones may be left out, other keys not added."""
    schema = DelegationFile.model_json_schema(mode="validation")
    definitions: dict[str, Schema] = schema.get("$defs", {})
    for name, definition in (("", schema), *definitions.items()):
        if "properties" in definition:
            definition["additionalProperties"] = False
            definition["properties"] = {key: _typed(one) for key, one in definition["properties"].items()}
        if name == "ItineraryItem":
            definition["properties"] |= {
                key: definition["properties"][key] | TIME_OR_DATE for key in ("starts", "ends")
            }
        if "required" in definition and name not in OWN_ZONE:
            definition["required"] = [key for key in definition["required"] if key not in INHERITED]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Delegation file"}


def _typed(part: Schema) -> Schema:
    """A property as people write it: local times without offset."""
    if (typed := TYPED.get(part.get("format", ""))) is not None:
        return {key: value for key, value in part.items() if key != "format"} | typed
    if "anyOf" in part:
        return part | {"anyOf": [_typed(one) for one in part["anyOf"]]}
    if isinstance(part.get("items"), dict):
        return part | {"items": _typed(part["items"])}
    return part
