"""What a browser would post of a page: every field as it stands in its form."""

from html.parser import HTMLParser

Fields = dict[str, list[str]]


class FormReader(HTMLParser):
    """The fields of the forms that post somewhere; those of the one with the most fields are kept."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Fields] = []
        self._text: str | None = None
        self._name = ""
        self._select: str | None = None
        self._chosen: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.forms.append({})
            case "input" if self.forms and "name" in given:
                self._input(given)
            case "textarea":
                self._text, self._name = "", given.get("name", "")
            case "select":
                self._select, self._chosen = given.get("name", ""), None
            case "option" if self._select is not None:
                if self._chosen is None or "selected" in given:
                    self._chosen = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._text is not None:
            self._add(self._name, self._text.removeprefix("\n").replace("\n", "\r\n"))
            self._text = None
        if tag == "select" and self._select is not None:
            self._add(self._select, self._chosen or "")
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text += data

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in given:
            return
        if kind != "file":
            self._add(given["name"], given.get("value", "on" if kind == "checkbox" else ""))

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].setdefault(name, []).append(value)


def fields_of(page: str) -> Fields:
    """The fields of the largest form of a page, as a browser would post them."""
    reader = FormReader()
    reader.feed(page)
    return max(reader.forms, key=len)
