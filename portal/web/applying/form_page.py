"""The application form as its page shows it: sections, controls, what was typed, what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from delegation.fact import Fact
from delegation.file import DelegationFile
from delegation.form import USUAL_LARGEST_FILE, FieldType, FormField
from delegation.languages.form_sayings import FORM_SAYINGS
from delegation.languages.tongue import Tongue, said_text, tongue_of
from delegation.reading.field_problem import FieldProblem
from portal.web.applying.controls import Choice, Control, choices_in, countries_in, languages_in
from portal.web.applying.posted import ANSWER, PERSON, asked_fields, rows_shown
from portal.web.applying.typed_values import lines_in, money_in, parts_in, ranks_in, text_in
from portal.web.words import Words

MOST_RADIOS = 6
"""More choices than that are a list to open."""
IN_WORDS = (FieldType.LONG_TEXT, FieldType.LIST, FieldType.ROWS, FieldType.RANKING)
KINDS: Mapping[FieldType, str] = {
    FieldType.LONG_TEXT: "textarea",
    FieldType.LIST: "textarea",
    FieldType.CHOICES: "checks",
    FieldType.YES_NO: "radios",
    FieldType.DECLARATION: "tick",
    FieldType.COUNTRY: "select",
    FieldType.MONEY: "money",
    FieldType.ROWS: "rows",
    FieldType.RANKING: "ranking",
    FieldType.FILE: "file",
}
INPUTS: Mapping[FieldType, tuple[str, str, str]] = {
    FieldType.EMAIL: ("email", "email", "off"),
    FieldType.URL: ("url", "url", "off"),
    FieldType.PHONE: ("tel", "tel", "tel"),
    FieldType.DATE: ("date", "", "off"),
    FieldType.DATE_TIME: ("datetime-local", "", "off"),
    FieldType.NUMBER: ("text", "numeric", "off"),
    FieldType.DECIMAL: ("text", "decimal", "off"),
}
"""By type: what the browser shows, which keyboard, and what it may fill in."""
OF_PERSON: Mapping[str, tuple[str, str]] = {
    "name": ("text", "name"),
    "email": ("email", "email"),
    "organisation": ("text", "organization"),
    "position": ("text", "organization-title"),
}
NEEDED = ("name", "email", "organisation")
WITH_AN_END = (FieldType.TEXT, FieldType.LONG_TEXT)
LONGEST = {FieldType.TEXT: 300, FieldType.LONG_TEXT: 5_000}


class Section(Fact):
    """Questions that stand together."""

    id: str
    title: str
    controls: tuple[Control, ...]


class Mistake(Fact):
    """One line of the summary, and the control it leads to; empty: it is about no control."""

    control: str
    label: str
    text: str


class Form(Fact):
    """Everything between the first question and the buttons."""

    sections: tuple[Section, ...]
    mistakes: tuple[Mistake, ...] = ()
    has_files: bool = False


def form_of(
    file: DelegationFile,
    words: Words,
    typed: Mapping[str, Any],  # Any: as it was typed
    problems: Sequence[FieldProblem] = (),
) -> Form:
    """The form in the language of the words, with what was typed and what is wrong with it."""
    return _Filled(file, words, typed, problems).form()


class _Filled:
    """One form, one language, one state of typing."""

    def __init__(
        self, file: DelegationFile, words: Words, typed: Mapping[str, Any], problems: Sequence[FieldProblem]
    ) -> None:
        self._file = file
        self._words = words
        self._tongue: Tongue = tongue_of(words.language, file)
        self._person = parts_in(typed.get("person"))
        self._answers = parts_in(typed.get("answers"))
        self._problems = {one.field: self._told(one) for one in reversed(problems)}
        self._fields = asked_fields(file)

    def form(self) -> Form:
        sections = tuple(one for one in self._sections() if one.controls)
        shown = {one.name: one for section in sections for one in section.controls}
        mistakes = (self._mistake(name, text, shown) for name, text in self._in_order(shown))
        has_files = any(field.type is FieldType.FILE for field in self._fields)
        return Form(sections=sections, mistakes=tuple(mistakes), has_files=has_files)

    def _sections(self) -> Iterator[Section]:
        places = {field.id: self._place(field) for field in self._fields}
        own = {f"own-{k}": heading for k, heading in enumerate(self._headings(), 1)}
        for name in ("you", "organisation", *own, "words", "files", "consent"):
            mine = tuple(self._control(field) for field in self._fields if places[field.id] == name)
            controls = (*self._about_the_person(), *mine) if name == "you" else mine
            title = self._said(own[name]) if name in own else self._words("section", name)
            yield Section(id=name, title=title, controls=controls)

    def _headings(self) -> tuple[str, ...]:
        """Of the organiser's own, in the order in which they come up."""
        return tuple(dict.fromkeys(field.section for field in self._fields if field.section))

    def _place(self, field: FormField) -> str:
        """In which section it stands; what depends on another answer stands beside it."""
        if field.section:
            return f"own-{self._headings().index(field.section) + 1}"
        if field.asked_if is not None:
            other = next((one for one in self._fields if one.id == field.asked_if.field), None)
            if other is not None and other.id != field.id and other.asked_if is None:
                return self._place(other)
        return _usual_place(field)

    def _about_the_person(self) -> Iterator[Control]:
        for name in PERSON[:4]:
            kind, fills = OF_PERSON[name]
            yield Control(
                name=f"person.{name}",
                kind="input",
                label=self._words("person", name),
                hint=self._words("person", f"{name}-hint"),
                is_needed=name in NEEDED,
                value=text_in(self._person.get(name)),
                input=kind,
                keyboard="email" if kind == "email" else "",
                fills=fills,
                longest=300,
                problem=self._problems.get(f"person.{name}", ""),
            )
        chosen = text_in(self._person.get("language")) or self._words.language
        yield Control(
            name="person.language",
            kind="select",
            label=self._words("person", "language"),
            hint=self._words("person", "language-hint"),
            is_needed=True,
            choices=languages_in(chosen),
            problem=self._problems.get("person.language", ""),
        )

    def _control(self, field: FormField) -> Control:
        raw = self._answers.get(field.id)
        kind = self._kind(field)
        shown, keyboard, fills = INPUTS.get(field.type, ("text", "", "off"))
        condition = field.asked_if
        return Control(
            name=ANSWER + field.id,
            kind=kind,
            label=self._said(field.label),
            hint=self._hint(field),
            help=self._said(field.help),
            is_needed=field.required,
            value=lines_in(raw),
            choices=self._choices(field, raw),
            input=shown,
            keyboard=keyboard,
            fills=fills,
            longest=(field.at_most or LONGEST[field.type]) if field.type in WITH_AN_END else None,
            accepts=",".join(f".{one.value}" for one in field.allowed_media) if kind == "file" else "",
            rows=self._rows(field, raw),
            problem=self._problems.get(ANSWER + field.id, ""),
            asked_if=ANSWER + condition.field if condition else "",
            asked_if_values=" ".join(condition.values) if condition else "",
        )

    def _kind(self, field: FormField) -> str:
        if field.type is FieldType.CHOICE:
            return "radios" if len(field.choices) <= MOST_RADIOS else "select"
        return KINDS.get(field.type, "input")

    def _choices(self, field: FormField, raw: Any) -> tuple[Choice, ...]:
        match field.type:
            case FieldType.YES_NO | FieldType.DECLARATION:
                chosen = {True: "yes", False: "no"}.get(raw, raw) if isinstance(raw, bool) else raw
                both = (("yes", self._words("form", "yes")), ("no", self._words("form", "no")))
                return tuple(Choice(value=one, label=said, is_chosen=chosen == one) for one, said in both)
            case FieldType.COUNTRY:
                return countries_in(self._words.language, field.choices, text_in(raw))
            case FieldType.MONEY:
                chosen = text_in(money_in(raw)[1])
                return tuple(
                    Choice(value=one, label=one, is_chosen=one == chosen) for one in field.choices or ("EUR",)
                )
            case FieldType.RANKING:
                ranks = ranks_in(raw)
                return tuple(
                    Choice(value=ranks.get(one.value, ""), label=one.label, is_chosen=False)
                    for one in choices_in(self._file, self._tongue, field, ())
                )
            case _:
                given = [text_in(one) for one in raw] if isinstance(raw, list | tuple) else [text_in(raw)]
                return choices_in(self._file, self._tongue, field, given)

    def _rows(self, field: FormField, raw: Any) -> tuple[tuple[Control, ...], ...]:
        if field.type is not FieldType.ROWS:
            return ()
        given = [parts_in(one) for one in raw] if isinstance(raw, list | tuple) else []
        return tuple(
            tuple(self._cell(field, number, name, given) for name in range(len(field.columns)))
            for number in range(rows_shown(field))
        )

    def _cell(self, field: FormField, number: int, place: int, given: Sequence[Mapping[str, Any]]) -> Control:
        column = field.columns[place]
        shown, keyboard, _ = INPUTS.get(column.type, ("text", "", "off"))
        value = text_in(given[number].get(column.id)) if number < len(given) else ""
        as_field = FormField(
            id=column.id, label=column.label, type=column.type, choices=column.choices, at_most=column.at_most
        )
        is_list = column.type in (FieldType.CHOICE, FieldType.COUNTRY, FieldType.YES_NO)
        return Control(
            name=f"{ANSWER}{field.id}.{number}.{column.id}",
            kind="select" if is_list else "input",
            label=self._said(column.label),
            is_needed=column.required,
            value=value,
            choices=self._choices(as_field, value) if is_list else (),
            input="text" if shown == "datetime-local" else shown,
            keyboard=keyboard,
        )

    def _hint(self, field: FormField) -> str:
        parts = [*self._limits(field)]
        if field.asked_if is not None:
            other = next((one for one in self._fields if one.id == field.asked_if.field), None)
            label = self._said(other.label) if other else field.asked_if.field
            parts.append(self._words("hint", "only-if", what=label))
        if field.example:
            parts.append(self._words("hint", "example", example=field.example))
        return " ".join(parts)

    def _limits(self, field: FormField) -> Iterator[str]:
        words, most, least = self._words, field.at_most, field.at_least
        match field.type:
            case FieldType.TEXT | FieldType.LONG_TEXT if most and least:
                yield words("hint", "characters-between", least=least, most=most)
            case FieldType.LONG_TEXT if most:
                yield words("hint", "characters", most=most)
            case FieldType.NUMBER if most is not None:
                yield words("hint", "between", least=least or 0, most=most)
            case FieldType.CHOICES if most:
                yield words("hint", "choose-between", least=least or 1, most=most)
            case FieldType.LIST:
                yield words("hint", "lines")
            case FieldType.RANKING:
                yield words("hint", "ranks")
            case FieldType.DATE_TIME:
                yield words("hint", "zone", zone=field.zone)
            case FieldType.PHONE:
                yield words("hint", "phone")
            case FieldType.FILE:
                size = (field.largest or USUAL_LARGEST_FILE) / 1_000_000
                kinds = ", ".join(one.value.upper() for one in field.allowed_media)
                yield words("hint", "file", kinds=kinds, size=f"{size:g}")

    def _in_order(self, shown: Mapping[str, Control]) -> list[tuple[str, str]]:
        order = {name: place for place, name in enumerate(shown)}
        return sorted(self._problems.items(), key=lambda one: order.get(one[0], -1))

    def _mistake(self, name: str, text: str, shown: Mapping[str, Control]) -> Mistake:
        control = shown.get(name)
        if control is None:
            return Mistake(control="", label="", text=text)
        return Mistake(control=control.target, label=control.label, text=text)

    def _told(self, one: FieldProblem) -> str:
        """A sentence in the language; what is missing is said without the label, which stands beside it."""
        if one.is_missing:
            return self._words("problem", "missing")
        return said_text(one.message, self._tongue, FORM_SAYINGS)

    def _said(self, text: str) -> str:
        return self._tongue.own.get(text, text)


def _usual_place(field: FormField) -> str:
    """Of a field that names no section and depends on no other."""
    match field.type:
        case FieldType.FILE:
            return "files"
        case FieldType.DECLARATION:
            return "consent"
        case kind if kind in IN_WORDS:
            return "words"
    if field.id.startswith("consent"):
        return "consent"
    return "you" if field.personal else "organisation"
