"""After the trip: thanks, certificates, survey, outcomes on fixed days, the report."""

from datetime import datetime, timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.documents import DocumentOrder
    from activities.mail_count import CountActivities, CountOrder
    from activities.papers import PaperActivities, Purge
    from delegation.attendance import who_came
    from delegation.correspondence import at_home, thanks_facts
    from delegation.document import DocumentKind
    from delegation.exchanging.bookkeeping import who_exchanged
    from delegation.follow_up import DelegateOutcome
    from delegation.itinerary import Itinerary
    from delegation.journey import ChecklistItem
    from delegation.letter import Letter, LetterName
    from delegation.reporting import report_facts
    from delegation.zoned import instant, roll_to_working_day
    from workflows._options import STORE

from workflows._dates import Due, Step, go_through
from workflows._desk import Desk
from workflows._hosts import thank_asked_hosts
from workflows._itinerary import make_documents
from workflows._requests import ratings_in


async def follow_up(desk: Desk) -> None:
    """Go through the dates after the trip in their order."""
    await go_through(desk, _dates(desk))


def _dates(desk: Desk) -> list[Due]:
    file, rules = desk.file, desk.file.follow_up_rules
    certificates, purge = file.documents.certificates, file.documents.passport_purge
    dates: list[Due] = [
        _thanks(desk),
        (rules.survey_at, "Survey", send_survey),
        (rules.report_due_at, "Report to the funder", make_report),
    ]
    if file.exchanges is None:  # who stayed somewhere has a certificate of the exchange
        at = file.at(certificates) if certificates else file.ends_at
        dates.append((at, "Certificates", send_certificates))
    if file.documents.diet_purge is not None:
        at = file.at(file.documents.diet_purge)
        dates.append((at, "Diets and emergency contacts are erased", purge_diets))
    if purge is not None:
        dates.append((file.at(purge), "Passport data is erased", purge_passports))
    for day in rules.outcome_days:
        asked = outcomes_asked_at(desk, day)
        until = asked + timedelta(days=rules.outcomes_until_days)
        dates.append((asked, f"Outcomes after {day} days", _asking(day, until)))
        dates.append((min(until, rules.report_due_at), f"Outcomes of day {day} collected", collect_outcomes))
    return dates


def _thanks(desk: Desk) -> Due:
    """Hosts that were asked are thanked through their workflows, with their page."""
    hosting = desk.file.hosting
    at = hosting.thanked_at if hosting else None
    return (at or desk.file.ends_at, "Thanks to hosts", thank_asked_hosts if hosting else thank_hosts)


def outcomes_asked_at(desk: Desk, day: int) -> datetime:
    """09:00 on that day after the trip, or on the next working day."""
    rules = desk.file.follow_up_rules
    date = desk.file.ends_on + timedelta(days=day)
    working = roll_to_working_day(date, desk.file.holidays_named(rules.holidays))
    return instant(datetime(working.year, working.month, working.day, 9), rules.zone)  # noqa: DTZ001 - made aware by instant()


async def thank_hosts(desk: Desk) -> None:
    if desk.state.plan is None:
        return
    itinerary = desk.state.plan.itinerary
    letters = [
        Letter(name=LetterName.HOST_THANKS, recipient=host.person, facts=facts)
        for host in desk.file.hosts
        if (facts := thanks_facts(host.id, itinerary))
    ]
    await desk.write(letters, "Thanks to hosts")


def took_part(desk: Desk) -> tuple[str, ...]:
    """Who came, where that was recorded; of a programme of exchanges, who stayed or received; else all."""
    came = who_came(desk.state.delegates, desk.state.attendance)
    if desk.file.exchanges is None:
        return came
    in_stays = who_exchanged(desk.state.exchanges)
    return tuple(one for one in came if one in in_stays)


async def send_certificates(desk: Desk) -> None:
    made = await make_documents(desk, DocumentKind.CERTIFICATE, took_part(desk))
    letters = [
        Letter(name=LetterName.CERTIFICATE, recipient=ref.participant, attachments=(ref,))
        for ref in made
        if ref.participant is not None
    ]
    await desk.write(letters, "Certificates")


async def send_survey(desk: Desk) -> None:
    rules = desk.file.follow_up_rules
    until = rules.survey_at + timedelta(days=rules.outcomes_until_days)
    letters = [
        Letter(
            name=LetterName.SURVEY,
            recipient=participant,
            facts={
                "due": at_home(until, desk.file),
                "questions": rules.survey_questions,
                "survey_url": "",
            },
        )
        for participant in took_part(desk)
    ]
    await desk.write(letters, "Survey")


async def purge_diets(desk: Desk) -> None:
    """Erase what was only needed at table, and in case of need."""
    await workflow.execute_activity_method(
        PaperActivities.purge_passports,
        Purge(delegation=desk.slug, participants=_everyone(desk), papers=(ChecklistItem.DIET.value,)),
        summary="Diets and emergency contacts erased",
        **STORE,
    )


def _everyone(desk: Desk) -> tuple[str, ...]:
    """Whoever may have handed something in."""
    return tuple(one.participant for one in (*desk.state.applied, *desk.state.substitutes))


async def purge_passports(desk: Desk) -> None:
    """Erase what was only needed to travel."""
    await workflow.execute_activity_method(
        PaperActivities.purge_passports,
        Purge(delegation=desk.slug, participants=_everyone(desk)),
        summary="Passport data erased",
        **STORE,
    )


def _asking(day: int, until: datetime) -> Step:
    async def ask_for_outcomes(desk: Desk) -> None:
        """Ask everybody who came what came of it, showing what they reported before."""
        letters = [
            Letter(
                name=LetterName.OUTCOMES_WANTED,
                recipient=participant,
                sequence=day,
                facts={
                    "day": str(day),
                    "due": at_home(until, desk.file),
                    "so_far": _reported_by(desk, participant),
                    "outcomes_url": "",
                },
            )
            for participant in took_part(desk)
        ]
        await desk.write(letters, f"Outcomes of day {day}")

    return ask_for_outcomes


def _reported_by(desk: Desk, participant: str) -> tuple[str, ...]:
    mine = (one.outcome for one in desk.state.outcomes if one.participant == participant)
    return tuple(
        f"{outcome.kind.value} with {outcome.partner} ({outcome.evidence_state.value})"
        for outcome in mine
        if outcome.partner
    )


async def collect_outcomes(desk: Desk) -> None:
    """Take over what delegates told their journeys: survey answers and outcomes so far."""
    asked = await desk.ask(desk.state.delegates, "Survey answers and outcomes")
    surveys = tuple(r.answers.survey for r in asked.records if r.answers.survey is not None)
    outcomes = tuple(
        DelegateOutcome(participant=record.participant, day=report.day, outcome=outcome)
        for record in asked.records
        for report in record.answers.outcomes
        for outcome in report.outcomes
    )
    ratings = ratings_in([(one.participant, one.answers.meetings) for one in asked.records])
    desk.set(surveys=surveys, outcomes=outcomes, ratings=ratings)


async def make_report(desk: Desk) -> None:
    """The report to the funder, from what is evidenced."""
    await collect_outcomes(desk)
    mails = await workflow.execute_activity_method(
        CountActivities.count_mails, CountOrder(delegation=desk.slug), summary="Mails sent", **STORE
    )
    order = DocumentOrder(
        delegation=desk.slug,
        kind=DocumentKind.FUNDER_REPORT,
        participants=desk.state.delegates,
        itinerary=desk.state.plan.itinerary if desk.state.plan else Itinerary(),
        made_at=desk.clock.now(),
        report=report_facts(desk.file, desk.state, mails.by_purpose),
    )
    await desk.make(order, "Report to the funder")
