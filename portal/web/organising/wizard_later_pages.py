"""The pages of the wizard from the selection on."""

from portal.web.organising.wizard_asked import (
    AskedPage,
    Group,
    Rows,
    Source,
    choice,
    identity,
    line,
    many_of,
    moment,
    number,
    one_of,
    short,
    text,
    tick,
    words,
)
from portal.web.organising.wizard_options import BALANCES, INVITES, ITEMS, LOCAL, UNKNOWN
from portal.web.organising.wizard_pages import ABOUT, CALL, CITIES, ELIGIBILITY, EVALUATION, FORM, PEOPLE

REGISTRATION = AskedPage(
    name="registration",
    title="Registration",
    intro="Who registers is taken on arrival while there are places.",
    phases=("registration",),
    parts=(
        Group(
            heading="Places",
            asked=(
                number("registration.places", "Places"),
                number("registration.reserve", "How many may wait"),
                moment("registration.passed_on_until", "Free places are passed on until", LOCAL),
                one_of("registration.group_field", "Groups are told by the field", Source.FIELDS),
            ),
        ),
        Rows(
            key="registration.groups",
            heading="Groups",
            one="group",
            named_by="title",
            columns=(line("title", "Title"), number("places", "At most so many"), identity()),
        ),
    ),
)
SELECTION = AskedPage(
    name="selection",
    title="Places and quotas",
    intro="Who has most points is selected, as far as the group stays in balance; the next ones wait.",
    phases=("selection", "offers"),
    parts=(
        Group(
            heading="Places",
            asked=(
                number("selection.places", "Places"),
                number("selection.reserve", "Places on the reserve list"),
            ),
        ),
        Rows(
            key="selection.rules",
            heading="Quotas",
            one="quota",
            named_by="text",
            columns=(
                line("text", "As it is published", wide=True),
                choice("kind", "It asks for", BALANCES),
                one_of("field", "Of the field", Source.FIELDS),
                number("limit", "So many"),
                words("values", "These answers"),
                line("price", "A wish: points it may cost", "Empty: the quota must hold."),
                identity(),
            ),
        ),
        Group(
            heading="Offers",
            asked=(
                moment("offers.sent", "Offers are sent", LOCAL),
                moment("offers.confirm_by", "They stand until"),
                moment("offers.confirm_by_with_visa", "Until when with a visa"),
                moment("offers.replacement_ends", "Places are passed on until"),
                number("offers.answer_days_when_promoted", "Days to answer from the reserve list"),
                short("offers.remind_days_before", "Reminders, days before", "As in 3, 1."),
            ),
        ),
    ),
)
HOSTS = AskedPage(
    name="hosts",
    title="Hosts and venues",
    intro="Where things take place, and who receives the group.",
    parts=(
        Rows(
            key="places",
            heading="Venues",
            one="venue",
            named_by="name",
            columns=(
                line("name", "Name"),
                line("address", "Address", wide=True),
                line("latitude", "Latitude"),
                line("longitude", "Longitude"),
                identity(),
            ),
        ),
        Rows(
            key="hosts",
            heading="Hosts",
            one="host",
            named_by="organisation",
            columns=(
                line("organisation", "Organisation"),
                one_of("person", "Who answers for it", Source.PEOPLE),
                text("profile", "Profile"),
                tick("meets", "Takes one-to-one meetings"),
                number("at_most", "Most meetings"),
                number("guests_at_most", "Most guests at once"),
                one_of("receives_at", "Meets at its own", Source.PLACES),
                identity(),
            ),
        ),
        Group(
            heading="When hosts are asked",
            asked=(
                moment("hosting.asked", "Hosts are asked", LOCAL),
                moment("hosting.confirm_by", "They confirm by"),
                moment("hosting.guest_list", "Guest lists are sent"),
            ),
            help="Leave all three empty where hosts are not asked.",
        ),
    ),
)
PROGRAMME = AskedPage(
    name="programme",
    title="Programme",
    intro="Every fixed point, in the zone of its city. Items side by side share a block.",
    phases=("itinerary", "trip"),
    parts=(
        Rows(
            key="itinerary",
            heading="Items",
            one="item",
            named_by="title",
            columns=(
                line("title", "Title", wide=True),
                choice("kind", "Kind", ITEMS),
                one_of("leg", "City", Source.LEGS),
                moment("starts", "Starts"),
                moment("ends", "Ends"),
                one_of("place", "Venue", Source.PLACES),
                one_of("ends_place", "Ends at", Source.PLACES, "Of a journey."),
                line("room", "Room"),
                line("block", "Block", "Items of one block take place side by side."),
                number("capacity", "Most people"),
                tick("rsvp", "Asks for an answer"),
                text("description", "Description"),
                many_of("hosts", "Hosts", Source.HOSTS),
                identity(),
            ),
        ),
        Group(
            heading="When it takes shape",
            asked=(
                moment("itinerary_dates.visit_wishes_close", "Wishes for visits close", LOCAL),
                moment("itinerary_dates.preliminary", "The preliminary programme is sent"),
                moment("itinerary_dates.final", "The final programme is sent"),
            ),
        ),
    ),
)
MEETINGS = AskedPage(
    name="meetings",
    title="Meetings",
    intro="One-to-one meetings of delegates with hosts. Leave everything empty where there are none.",
    phases=("itinerary", "trip"),
    parts=(
        Group(
            heading="Where and how many",
            asked=(
                one_of("meetings.leg", "City", Source.LEGS),
                one_of("meetings.place", "Venue", Source.PLACES),
                line("meetings.room", "Room"),
                number("meetings.tables", "Tables"),
                number("meetings.at_least", "Fewest for each delegate"),
                number("meetings.at_most", "Most for each delegate"),
                moment("meetings.wishes_open", "Wishes open", LOCAL),
                moment("meetings.wishes_close", "Wishes close", LOCAL),
                moment("meetings.hosts_answer_by", "Hosts answer by", LOCAL),
            ),
        ),
        Rows(
            key="meetings.slots",
            heading="Slots",
            one="slot",
            named_by="id",
            columns=(
                line("id", "Short name", "As in s1."),
                moment("starts", "Starts", "In the zone of the city."),
                number("minutes", "Minutes"),
            ),
        ),
    ),
)
AROUND = AskedPage(
    name="around",
    title="Papers, mail, follow-up",
    intro="Travel papers, calendars, what mail may leave by itself, and what comes after.",
    parts=(
        Group(
            heading="Papers",
            asked=(
                moment("documents.passport_due", "Passport details are due", LOCAL),
                moment("documents.visa_letters", "Invitation letters for visas"),
                moment("documents.certificates", "Certificates are sent"),
                moment("documents.passport_purge", "Passport data is erased"),
                moment("documents.diet_purge", "Diets and emergency contacts are erased"),
            ),
        ),
        Group(
            heading="Calendars and mail",
            asked=(
                choice("calendar.policy", "Invites", INVITES),
                number("calendar.gather_minutes", "Minutes in which corrections are gathered"),
                words("mail.unattended", "Mails that leave by themselves", "One a line; empty: all of them."),
                number("mail.undo_minutes", "Minutes in which a mail can be called back"),
                number("mail.daily_budget", "Mails a day, more are held"),
                choice("mail.when_unknown", "When nobody can tell whether a mail arrived", UNKNOWN),
            ),
        ),
        Group(
            heading="Follow-up",
            asked=(
                moment("follow_up.survey", "The survey is sent", LOCAL),
                moment("follow_up.report_due", "The report is due"),
                words("follow_up.survey_questions", "Questions of the survey"),
                short("follow_up.outcome_days", "Outcomes are asked, days after", "As in 30, 90, 180."),
                one_of("follow_up.holidays", "Holidays that this skips", Source.HOLIDAYS),
            ),
        ),
        Rows(
            key="holidays",
            heading="Holidays",
            one="calendar of holidays",
            named_by="id",
            columns=(line("id", "Short name"), words("days", "Days", "One a line, as 2027-05-01.")),
        ),
    ),
)
PAGES = (
    ABOUT,
    PEOPLE,
    CITIES,
    CALL,
    FORM,
    ELIGIBILITY,
    REGISTRATION,
    EVALUATION,
    SELECTION,
    HOSTS,
    PROGRAMME,
    MEETINGS,
    AROUND,
)
