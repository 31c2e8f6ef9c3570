"""Every id once, and no name of something that is not there."""

from collections.abc import Iterable, Sequence

from delegation.call import FormField, Stage
from delegation.eligibility_rules import EligibilityRule, Test
from delegation.file import DelegationFile
from delegation.reading.checks.finding import Findings, found
from delegation.reading.checks.form import possible_answers
from delegation.reading.checks.sections import meeting_sections
from delegation.reading.suggestion import suggestion

Where = tuple[str | int, ...]
ALWAYS_KNOWN = ("organisation", "country")
MARKS = ("", "sourced", "inferred", "made-up")


def check_ids(file: DelegationFile) -> Findings:
    """No two things of a kind have the same id."""
    kinds: tuple[tuple[Where, Sequence[object]], ...] = (
        (("people",), file.people),
        (("themes",), file.themes),
        (("holidays",), file.holidays),
        (("legs",), file.legs),
        (("places",), file.places),
        (("call", "cut_offs"), file.call.cut_offs),
        (("call", "fields"), file.call.fields),
        (("eligibility", "rules"), file.eligibility.rules),
        (("evaluation", "criteria"), file.evaluation.criteria if file.evaluation else ()),
        (("evaluation", "evaluators"), file.evaluation.evaluators if file.evaluation else ()),
        (("selection", "rules"), file.selection.rules if file.selection else ()),
        (("hosts",), file.hosts),
        (("itinerary",), file.itinerary),
        *(((*where, "slots"), rules.slots) for where, rules in meeting_sections(file)),
    )
    for where, things in kinds:
        yield from _doubled(where, [str(getattr(thing, "id", "")) for thing in things])


def _doubled(where: Where, ids: Sequence[str]) -> Findings:
    for position, name in enumerate(ids):
        if name in ids[:position]:
            first = ids.index(name) + 1
            message = f"{name!r} is also the id of entry {first} of '{where[-1]}'"
            yield found((*where, position, "id"), message, "give each its own id.")


def check_mailboxes(file: DelegationFile) -> Findings:
    """Whoever is sent mail has an address of their own: calendars take no invite from oneself."""
    for n, person in enumerate(file.people):
        if person.email.lower() == file.organiser.mailbox.lower():
            message = f"{person.email!r} is the organiser's mailbox, from which everything is sent"
            yield found(("people", n, "email"), message, "give the person's own address.")


def check_marks(file: DelegationFile) -> Findings:
    """Examples say of each record where it comes from, in one of three words."""
    kinds: tuple[tuple[Where, Sequence[object]], ...] = (
        (("people",), file.people),
        (("legs",), file.legs),
        (("places",), file.places),
        (("call", "fields"), file.call.fields),
        (("hosts",), file.hosts),
        (("itinerary",), file.itinerary),
    )
    for where, things in kinds:
        for n, thing in enumerate(things):
            mark = str(getattr(thing, "mark", ""))
            if mark not in MARKS:
                remedy = suggestion(mark, MARKS[1:])
                yield found((*where, n, "mark"), f"{mark!r} is no mark", remedy)


def check_references(file: DelegationFile) -> Findings:
    """Whatever is named is described."""
    people = [person.id for person in file.people]
    yield from _known(("organiser", "signatory"), [file.organiser.signatory], people, "person under 'people'")
    for n, evaluator in enumerate(file.evaluation.evaluators if file.evaluation else ()):
        where = ("evaluation", "evaluators", n, "person")
        yield from _known(where, [evaluator.person], people, "person under 'people'")
    for n, host in enumerate(file.hosts):
        yield from _known(("hosts", n, "person"), [host.person], people, "person under 'people'")
    if file.cooperation is not None:
        reported_to = [file.cooperation.reported_to]
        yield from _known(("cooperation", "reported_to"), reported_to, people, "person under 'people'")
    yield from _ways(file)
    yield from _itinerary_names(file)
    yield from _meeting_names(file)
    calendars = [calendar.id for calendar in file.holidays]
    for section, named in (
        ("eligibility", file.eligibility.holidays),
        ("follow_up", file.follow_up.holidays if file.follow_up else None),
    ):
        yield from _known((section, "holidays"), [named], calendars, "calendar under 'holidays'")


def _ways(file: DelegationFile) -> Findings:
    places = [place.id for place in file.places]
    for n, place in enumerate(file.places):
        for other in place.minutes_to:
            where = ("places", n, "minutes_to", other)
            yield from _known(where, [other], places, "place")
            if other == place.id:
                yield found(
                    where, f"{other!r} is the place itself", "name another place, or delete the line."
                )


def _itinerary_names(file: DelegationFile) -> Findings:
    legs, places = [leg.id for leg in file.legs], [place.id for place in file.places]
    hosts = [host.id for host in file.hosts]
    for n, item in enumerate(file.itinerary):
        yield from _known(("itinerary", n, "leg"), [item.leg], legs, "leg")
        yield from _known(("itinerary", n, "place"), [item.place], places, "place")
        yield from _known(("itinerary", n, "ends_place"), [item.ends_place], places, "place")
        for k, host in enumerate(item.hosts):
            yield from _known(("itinerary", n, "hosts", k), [host], hosts, "host")


def _meeting_names(file: DelegationFile) -> Findings:
    legs, places = [leg.id for leg in file.legs], [place.id for place in file.places]
    slots: list[str] = []
    for where, rules in meeting_sections(file):
        yield from _known((*where, "leg"), [rules.leg], legs, "leg")
        yield from _known((*where, "place"), [rules.place], places, "place")
        slots += [slot.id for slot in rules.slots]
    cities = [rules.leg for _, rules in meeting_sections(file)]
    for n, host in enumerate(file.hosts):
        yield from _known(("hosts", n, "receives_at"), [host.receives_at], places, "place")
        if not slots:
            continue
        yield from _known(("hosts", n, "meets_in"), [host.meets_in], cities, "leg with meetings")
        for k, slot in enumerate(host.unavailable):
            yield from _known(("hosts", n, "unavailable", k), [slot], slots, "meeting slot")


def _known(where: Where, named: Iterable[str | None], known: Sequence[str], what: str) -> Findings:
    for name in named:
        if name is not None and name not in known:
            yield found(where, f"{name!r} is no {what}", suggestion(name, known))


def check_rule_fields(file: DelegationFile) -> Findings:
    """Rules look only at answers that they can see, and only for answers that can be given."""
    fields = {field.id: field for field in file.call.fields}
    for n, rule in enumerate(file.eligibility.rules):
        where: Where = ("eligibility", "rules", n)
        yield from _complete(where, rule)
        yield from _visible(where, rule.field, fields)
        yield from _answerable(where, rule.values, fields.get(rule.field or ""))
        yield from _mendable(where, rule, fields.get(rule.field or ""))
    for n, balance in enumerate(file.selection.rules if file.selection else ()):
        yield from _visible(("selection", "rules", n), balance.field, fields)
        yield from _answerable(("selection", "rules", n), balance.values, fields.get(balance.field))


def check_regions(file: DelegationFile) -> Findings:
    """Conflicts of interest by region compare answers that evaluators' regions can be compared with."""
    fields, rules = {field.id: field for field in file.call.fields}, file.evaluation_rules
    if rules.region_field is not None and rules.region_field not in fields:
        message = f"{rules.region_field!r} is no field of the form"
        yield found(("evaluation", "region_field"), message, suggestion(rules.region_field, [*fields]))
    for n, evaluator in enumerate(rules.evaluators):
        where: Where = ("evaluation", "evaluators", n)
        if evaluator.regions and rules.region_field is None:
            remedy = (
                "add 'region_field: ' to the evaluation, with the id of the field that asks for the region."
            )
            yield found((*where, "regions"), "no field names the regions of applicants", remedy)
        answers = possible_answers(fields.get(rules.region_field or ""))
        for k, region in enumerate(evaluator.regions):
            if answers is not None and region not in answers:
                message = f"{region!r} is not an answer that {rules.region_field!r} can have"
                yield found((*where, "regions", k), message, suggestion(region, answers))


def _complete(where: Where, rule: EligibilityRule) -> Findings:
    if rule.test is not Test.ON_TIME and rule.field is None:
        yield found(
            where, f"rule {rule.id!r} names no field to look at", "add 'field: ' and the id of a form field."
        )
    if rule.test is Test.ONE_OF and not rule.values:
        yield found(
            where,
            f"rule {rule.id!r} lists no values",
            "add 'values: [...]' with the answers that are eligible.",
        )
    if rule.test is Test.AT_LEAST and rule.limit is None:
        yield found(
            where, f"rule {rule.id!r} has no limit", "add 'limit: ' and the smallest number that is eligible."
        )


def _visible(where: Where, name: str | None, fields: dict[str, FormField]) -> Findings:
    if name is None or (name not in fields and name in ALWAYS_KNOWN):
        return
    field = fields.get(name)
    if field is None:
        yield found(
            (*where, "field"), f"{name!r} is no field of the form", suggestion(name, [*fields, *ALWAYS_KNOWN])
        )
    elif field.personal:
        remedy = "choose another field, or delete 'personal: true' there if it tells nothing about a person."
        yield found((*where, "field"), f"{name!r} is personal, so that no rule may look at it", remedy)
    elif field.stage is not Stage.APPLY:
        remedy = "ask it at the stage 'apply'."
        yield found(
            (*where, "field"),
            f"{name!r} is asked at the stage {field.stage.value!r}, after the rules",
            remedy,
        )


def _answerable(where: Where, values: Sequence[str], field: FormField | None) -> Findings:
    answers = possible_answers(field)
    if answers is None:
        return
    for k, value in enumerate(values):
        if value not in answers and field is not None:
            message = f"{value!r} is not an answer that {field.id!r} can have"
            yield found((*where, "values", k), message, suggestion(value, answers))


def _mendable(where: Where, rule: EligibilityRule, field: FormField | None) -> Findings:
    if field is not None and rule.fixable and rule.test is Test.PRESENT and field.required:
        message = (
            f"{field.id!r} is required in the form, so that nobody can send it without and mend it later"
        )
        yield found(
            (*where, "fixable"), message, "delete 'required: true' at the field, or 'fixable: true' here."
        )
