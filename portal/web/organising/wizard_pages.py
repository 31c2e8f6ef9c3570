"""The pages of the wizard, in order: what an organiser of a delegation decides beforehand."""

from portal.web.organising.wizard_asked import (
    Asked,
    AskedPage,
    Group,
    Kind,
    Rows,
    Source,
    choice,
    country,
    day,
    identity,
    line,
    moment,
    number,
    one_of,
    short,
    text,
    tick,
    words,
    zone,
)
from portal.web.organising.wizard_options import (
    FIELD_TYPES,
    LANGUAGES,
    LOCAL,
    PHASES,
    STAGES,
    TESTS,
)

ABOUT = AskedPage(
    name="about",
    title="What it is",
    intro="Its name, who runs it, and what it goes through.",
    parts=(
        Group(
            heading="The delegation",
            asked=(
                line("title", "Title", "As it is called in letters.", wide=True),
                line(
                    "slug",
                    "Short name",
                    "Names it for good, in addresses too: small letters, as in lakes-2027.",
                ),
                text("purpose", "Purpose", "A sentence or two, for the call."),
            ),
        ),
        Group(
            heading="Who runs it",
            asked=(
                line("organiser.name", "Organiser", wide=True),
                line("organiser.mailbox", "Mailbox", "Everything is sent from it; it must be read."),
                zone("organiser.zone", "Time zone", "In which you write dates."),
                line("organiser.website", "Website"),
                choice("organiser.language", "Language of documents that several share", LANGUAGES),
                one_of("organiser.signatory", "Who signs letters", Source.PEOPLE, "Add them under People."),
            ),
        ),
        Group(
            heading="What it goes through",
            asked=(Asked(key="phases", label="Phases", kind=Kind.MANY, options=PHASES, is_wide=True),),
            help="Each asks for its own dates; the pages for what you leave out disappear.",
        ),
        Rows(
            key="themes",
            heading="Themes",
            one="theme",
            named_by="title",
            columns=(line("title", "Title"), identity()),
            help="What applications, hosts and visits may have in common.",
        ),
    ),
)
PEOPLE = AskedPage(
    name="people",
    title="People",
    intro="Who signs, who evaluates, who answers for a host. They stay in the vault.",
    parts=(
        Rows(
            key="people",
            heading="People",
            one="person",
            named_by="name",
            columns=(
                line("name", "Name"),
                line("email", "E-mail"),
                line("organisation", "Organisation"),
                line("position", "Position"),
                line("phone", "Telephone", "As dialled from abroad."),
                zone("zone", "Time zone"),
                line("language", "Language", "A code, as in en."),
                identity(),
            ),
        ),
    ),
)
CITIES = AskedPage(
    name="cities",
    title="Cities",
    intro="One entry per city, in the order of the route. Without cities there is no trip.",
    parts=(
        Rows(
            key="legs",
            heading="Route",
            one="city",
            named_by="city",
            columns=(
                line("city", "City"),
                day("arrives", "First day"),
                day("leaves", "Last day"),
                line("hotel", "Hotel"),
                country("country"),
                zone("zone", "Time zone"),
                line("latitude", "Latitude", "For the map."),
                line("longitude", "Longitude"),
                identity(),
            ),
        ),
    ),
)
CALL = AskedPage(
    name="call",
    title="Call",
    intro="From when until when applications are taken.",
    parts=(
        Group(heading="Opening", asked=(moment("call.opens", "The call opens", LOCAL),)),
        Rows(
            key="call.cut_offs",
            heading="Deadlines",
            one="deadline",
            named_by="id",
            columns=(
                line("id", "Short name", "As in only, or first."),
                moment("closes", "Applications close"),
                moment("late_until", "Late ones are taken until", "At the applicant's own cost."),
                tick("only_if_places_left", "Only if places are left"),
                moment("panel", "Selection of a later deadline"),
                moment("confirm_by", "Offers of a later deadline stand until"),
            ),
            help="Several are normal; put them in order.",
        ),
    ),
)
FORM = AskedPage(
    name="form",
    title="Application form",
    intro="What applicants are asked, in this order, besides name, e-mail and organisation.",
    parts=(
        Rows(
            key="call.fields",
            heading="Fields",
            one="field",
            named_by="label",
            columns=(
                line("label", "Question", wide=True),
                choice("type", "Kind", FIELD_TYPES),
                tick("required", "Must be answered"),
                text("help", "Help"),
                words("choices", "What may be chosen", "One a line; of choices, rankings, some countries."),
                number("at_least", "At least", "Ticks, entries, or the smallest number."),
                number("at_most", "At most", "Characters, ticks, entries, or the largest number."),
                choice("stage", "Asked", STAGES),
                tick("personal", "Personal: stays in the vault"),
                tick("hidden_from_evaluators", "Hidden from evaluators"),
                identity(),
            ),
        ),
    ),
)
ELIGIBILITY = AskedPage(
    name="eligibility",
    title="Eligibility",
    intro="Which applications may be evaluated at all.",
    parts=(
        Group(
            heading="The check",
            asked=(
                moment("eligibility.checked", "Checked", "Without a date: at the deadline."),
                number("eligibility.fix_working_days", "Working days to mend what can be mended"),
                one_of("eligibility.holidays", "Holidays that these days skip", Source.HOLIDAYS),
            ),
        ),
        Rows(
            key="eligibility.rules",
            heading="Conditions",
            one="condition",
            named_by="text",
            columns=(
                line("text", "What must hold, for the letter", wide=True),
                choice("test", "It holds when", TESTS),
                one_of("field", "Of the field", Source.FIELDS),
                words("values", "Accepted answers"),
                number("limit", "At least"),
                tick("fixable", "May be mended"),
                identity(),
            ),
        ),
    ),
)
EVALUATION = AskedPage(
    name="evaluation",
    title="Evaluation",
    intro="Who scores what, by when. The weights of the criteria add up to 100.",
    phases=("evaluation", "selection"),
    parts=(
        Group(
            heading="Dates and rules",
            asked=(
                moment("evaluation.opens", "Evaluators are asked", LOCAL),
                moment("evaluation.closes", "Score sheets are due"),
                moment("evaluation.panel", "The panel meets"),
                moment("evaluation.reassign", "What is owed goes to others"),
                number("evaluation.score_sheets", "Score sheets per application"),
                line("evaluation.threshold", "Lowest mean that is selected", "0 to 5."),
                line("evaluation.third_opinion_spread", "A further opinion when two differ by"),
                short("evaluation.remind_days_before", "Reminders, days before", "As in 3, 1."),
                tick("evaluation.blind", "Blind: evaluators do not see who applied"),
            ),
        ),
        Rows(
            key="evaluation.criteria",
            heading="Criteria",
            one="criterion",
            named_by="text",
            columns=(
                line("text", "Criterion", wide=True),
                number("weight", "Weight, percent"),
                line("threshold", "Lowest mean of its marks"),
                identity(),
            ),
        ),
        Rows(
            key="evaluation.evaluators",
            heading="Evaluators",
            one="evaluator",
            named_by="person",
            columns=(
                one_of("person", "Person", Source.PEOPLE),
                line("organisation", "Organisation"),
                country("country"),
                words("declared_conflicts", "Organisations they must not score"),
                identity(),
            ),
        ),
    ),
)
