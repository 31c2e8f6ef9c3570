"""Word documents from Word templates: an office puts its own letterhead around the placeholders."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from activities.ports import CannotBeSet
from delegation.fact import Fact

CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535))
"""XML has no way to write these, so they are left out."""


class WordLetters:
    """A WordProcessor over the .docx files in `templates`."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates

    def docx(self, template: str, facts: Fact, *, made_at: datetime) -> bytes:
        """See the port. Text of people is text: `{{`, `<b>` and `&` come out as they were typed."""
        document = DocxTemplate(self._templates / f"{template}.docx")
        environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
        try:
            document.render(_clean(facts.model_dump(mode="json")), environment)
        except TemplateError as error:
            raise CannotBeSet(f"{template}.docx and its facts do not fit: {error}") from error
        properties = document.docx.core_properties
        properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        return _same_for_same(document)

    def placeholders(self, template: str) -> frozenset[str]:
        """The names a template asks for, so that an unknown one is found before the first letter."""
        document = DocxTemplate(self._templates / f"{template}.docx")
        return frozenset(document.get_undeclared_template_variables())


def _clean(value: object) -> dict[str, object]:
    return {name: _cleaned(one) for name, one in value.items()} if isinstance(value, dict) else {}


def _cleaned(value: object) -> object:
    match value:
        case str():
            return value.translate(CONTROL)
        case list():
            return [_cleaned(one) for one in value]
        case dict():
            return _clean(value)
        case _:
            return value


def _same_for_same(document: DocxTemplate) -> bytes:
    """The document without the time each part was zipped, so that the same facts give the same bytes."""
    zipped, settled = io.BytesIO(), io.BytesIO()
    document.save(zipped)
    with zipfile.ZipFile(zipped) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.compress_type, part.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            out.writestr(part, parts.read(name))
    return settled.getvalue()
