"""What happens on the page of a host: `/h/{token}`."""

import html
import re
from datetime import datetime, timedelta

import httpx
import pytest

from activities.adapters.table_books import CalamineTables
from delegation.host_letters import news_of_asking, news_of_requests
from delegation.hosting import HostAnswer, HostSource, HostWithdrawal
from delegation.meeting import HostWish, MeetingWish, Wish, Wishes
from tests.portal import stages
from tests.portal.desk_portal import anybody, desk_of
from tests.portal.invites_portal import PORTAL, SLUG, Trip

HOST = "ben-franklin"
ASKING = {"A-01": "NanoRhone", "A-04": "Cool <b>Silicon</b>"}


class Hosted(Trip):
    """A trip on which a host was asked to confirm its visit and its meetings."""

    def __init__(self) -> None:
        super().__init__()
        rules = self.file.hosting
        assert rules is not None
        self.asked = rules
        self.hosts.now = rules.asked_at + timedelta(days=1)
        self.ask(HOST)

    def ask(self, host: str) -> None:
        known = self.file.host(host)
        assert known is not None
        news = news_of_asking(known, self.file, self.asked.asked_at)
        assert news is not None
        self.hosts.ask(host, news)

    def pass_on_requests(self) -> datetime:
        """The day requests went out; returns until when they are answered."""
        host, rules = self.file.host(HOST), self.file.meetings
        assert host is not None
        assert rules is not None
        wishes = Wishes(meetings=(MeetingWish(host=HOST, wish=Wish.MUST),))
        self.hosts.now = rules.wishes_close_at
        news = news_of_requests(host, self.file, dict.fromkeys(ASKING, wishes), ASKING, self.hosts.now)
        assert news is not None
        self.hosts.ask(HOST, news)
        return news.until

    def host_page(self, host: str = HOST) -> str:
        return self.links.host_link(SLUG, host).removeprefix(PORTAL)

    def answer(self) -> HostAnswer:
        said = self.hosts.states[HOST].answer
        assert said is not None
        return said


@pytest.fixture
def trip() -> Hosted:
    return Hosted()


def form_in(page: str, **typed: str) -> dict[str, str]:
    """What a browser would post: what is filled in or ticked on the page, and what somebody typed."""
    filled = {
        found["name"]: found["value"]
        for tag in re.findall(r"<input [^>]*>", page)
        if ('type="number"' in tag or " checked" in tag)
        and (found := re.search(r'name="(?P<name>[^"]+)" .*?value="(?P<value>[^"]*)"', tag))
    }
    return {**filled, **typed}


async def press(trip: Hosted, path: str, **typed: str) -> httpx.Response:
    """Open the page and send its form."""
    async with trip.browser() as browser:
        page = await browser.get(path)
        return await browser.post(path, data=form_in(page.text, **typed))


async def shown(trip: Hosted, path: str) -> str:
    async with trip.browser() as browser:
        return (await browser.get(path)).text


async def test_a_host_sees_what_it_receives_on_the_clock_of_the_place(trip: Hosted):
    page = re.sub(r"<[^>]*>", "", await shown(trip, trip.host_page()))

    for text in (
        "Please confirm what you receive",
        "Ben Franklin Technology Partners",
        "Mon 15 May, 10:30-12:00 EDT",
        "Quad room",
        "Tue 16 May, 13:30-16:30 EDT",
        "up to 8 meetings of 20 minutes",
        "Fri 31 March 2017, 18:00 Brussels (CEST, UTC+2)",
        "comes by mail on Tue 9 May 2017, 12:00 Brussels",
        "I cannot receive the delegation",
    ):
        assert text in page


async def test_looking_changes_nothing_so_that_scanners_of_mail_may_open_every_link(trip: Hosted):
    path, before = trip.host_page(), dict(trip.store.content)

    async with trip.browser() as browser:
        for tail in ("", "/answered", "/withdraw", "?confirmed=yes"):
            for method in ("GET", "HEAD"):
                assert (await browser.request(method, path + tail)).status_code == 200

    assert trip.hosts.heard == []
    assert trip.store.content == before


async def test_one_press_confirms_as_asked_and_the_page_says_so(trip: Hosted):
    said = await press(trip, trip.host_page())

    assert said.status_code == 303
    thanks = await shown(trip, str(httpx.URL(PORTAL + trip.host_page()).join(said.headers["location"])))
    assert "You have confirmed" in thanks
    assert "This is recorded as it stands below." in thanks
    answer = trip.answer()
    assert (answer.confirmed, answer.at_most, answer.source) == (True, 8, HostSource.LINK)
    assert trip.hosts.heard[0].at is None  # what somebody presses must not move the clock of a rehearsal


async def test_limits_and_times_that_do_not_suit_are_kept_and_shown_again(trip: Hosted):
    path = trip.host_page()
    await press(trip, path, meetings="6", guests="12", **{"slot-s3": "no"})

    page = await shown(trip, path)
    answer = trip.answer()
    assert (answer.at_most, answer.guests_at_most, answer.unavailable) == (6, 12, ("s3",))
    assert form_in(page) == {"guests": "12", "meetings": "6", "slot-s3": "no"}


async def test_a_time_that_suits_after_all_is_taken_back(trip: Hosted):
    path = trip.host_page()
    await press(trip, path, **{"slot-s3": "no"})
    async with trip.browser() as browser:
        await browser.post(path, data={"meetings": "8"})

    assert trip.answer().unavailable == ()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"meetings": "-1"}, "&#39;-1&#39; is not a number"),
        ({"meetings": "six"}, "&#39;six&#39; is not a number"),
        ({"guests": "0"}, "0 is not possible; please write a number from 1 on."),
        ({"meetings": "9" * 400}, "is not a number"),
        ({"meetings": "٣"}, "is not a number"),
    ],
)
async def test_what_is_no_number_is_refused_in_words_and_nothing_is_recorded(
    trip: Hosted, typed: dict[str, str], sentence: str
):
    said = await press(trip, trip.host_page(), **typed)

    assert said.status_code == 422
    assert sentence in said.text
    assert trip.hosts.heard == []


async def test_all_that_was_typed_comes_back_with_the_number_that_is_refused(trip: Hosted):
    trip.pass_on_requests()
    before = await shown(trip, trip.host_page())
    slot = re.findall(r'name="(slot-[^"]+)"', before)[0]
    said = await press(
        trip, trip.host_page(), **{"guests": "0", "meetings": "3", "wish-A-01": "must", slot: "no"}
    )

    assert said.status_code == 422
    kept = form_in(said.text)
    assert (kept["guests"], kept["meetings"], kept[slot]) == ("0", "3", "no")
    assert re.search(r'name="wish-A-01"[^>]* value="must"[^>]* checked', said.text)
    assert form_in(before).get(slot) is None


async def test_requests_are_answered_by_organisation_and_silence_counts_neither_way(trip: Hosted):
    until = trip.pass_on_requests()
    path = trip.host_page()
    page = await shown(trip, path)
    await press(trip, path, **{"wish-A-01": "must"})

    assert until > trip.hosts.now
    assert "Cool &lt;b&gt;Silicon&lt;/b&gt;" in page
    assert "A-01" not in re.sub(r"<[^>]*>", "", page)
    assert trip.answer().wishes == (HostWish(host=HOST, participant="A-01", wish=Wish.MUST),)


async def test_an_answer_to_a_request_is_taken_back_by_choosing_none(trip: Hosted):
    trip.pass_on_requests()
    await press(trip, trip.host_page(), **{"wish-A-01": "no", "wish-A-04": "nice"})
    await press(trip, trip.host_page(), **{"wish-A-01": ""})

    assert trip.answer().wishes == (HostWish(host=HOST, participant="A-04", wish=Wish.NICE),)


async def test_after_the_date_requests_are_shown_and_can_no_longer_be_answered(trip: Hosted):
    until = trip.pass_on_requests()
    await press(trip, trip.host_page(), **{"wish-A-01": "nice"})
    trip.hosts.now = until + timedelta(minutes=1)
    page = await shown(trip, trip.host_page())
    await press(trip, trip.host_page(), **{"wish-A-04": "must"})

    assert "The time to answer ended on Fri 5 May 2017, 18:00 Brussels" in page
    assert "If it fits" in page
    assert 'type="radio"' not in page
    assert [one.participant for one in trip.answer().wishes] == ["A-01"]


async def test_an_answer_no_page_offers_is_refused(trip: Hosted):
    trip.pass_on_requests()
    said = await press(trip, trip.host_page(), **{"wish-A-01": "perhaps"})

    assert said.status_code == 422
    assert trip.hosts.heard == []


async def test_withdrawing_takes_a_reason_and_a_second_step(trip: Hosted):
    path = f"{trip.host_page()}/withdraw"
    page = await shown(trip, path)
    hasty = await press(trip, path, reason="plans")
    said = await press(trip, path, reason="plans", sure="yes")
    after = await shown(trip, str(httpx.URL(PORTAL + path).join(said.headers["location"])))

    assert "Ben Franklin Technology Partners and Life Sciences Pennsylvania, Mon 15 May" in page
    assert hasty.status_code == 422
    assert "tick that you are sure" in hasty.text
    assert said.status_code == 303
    assert "You have withdrawn" in after
    assert [type(one) for one in trip.hosts.heard] == [HostWithdrawal]
    assert trip.hosts.heard[0].reason == "The plans of the host have changed."  # type: ignore[union-attr]


async def test_who_withdrew_finds_no_form_and_withdrawing_twice_is_once(trip: Hosted):
    path = trip.host_page()
    for _ in range(2):
        await press(trip, f"{path}/withdraw", reason="other", sure="yes")
    page = await shown(trip, path)
    late = await press(trip, path, meetings="4")

    assert "<form" not in page
    assert len(trip.hosts.heard) == 1
    assert late.status_code == 409
    assert "This host has withdrawn" in late.text


async def test_when_everything_is_over_the_page_only_shows(trip: Hosted):
    trip.hosts.now = trip.file.ends_at
    page = await shown(trip, trip.host_page())

    assert "This is over" in page
    assert "<form" not in page


async def test_who_is_late_is_told_so_and_may_still_confirm(trip: Hosted):
    trip.hosts.now = trip.asked.confirm_by_at + timedelta(hours=1)
    page = await shown(trip, trip.host_page())
    said = await press(trip, trip.host_page())

    assert "Please answer now: it still counts." in page
    assert said.status_code == 303


async def test_a_host_that_takes_no_meetings_is_asked_for_none(trip: Hosted):
    trip.ask("wistar-host")
    page = await shown(trip, trip.host_page("wistar-host"))

    assert "up to 10 guests" in page
    assert 'name="meetings"' not in page
    assert 'name="slot-' not in page


async def test_a_host_that_was_never_asked_finds_nothing_to_answer(trip: Hosted):
    async with trip.browser() as browser:
        page = await browser.get(trip.host_page("mit-host"))

    assert page.status_code == 410


async def test_nobody_else_opens_the_page_with_another_kind_of_link(trip: Hosted):
    offer = trip.links.offer_link(SLUG, "A-01").rsplit("/", 1)[-1]
    async with trip.browser() as browser:
        answers = [await browser.get(f"/h/{token}") for token in (offer, "x", "eyJkIjoidXNhLTIwMTcifQ.x")]

    assert [one.status_code for one in answers] == [404, 404, 404]


async def test_another_sites_page_cannot_answer_for_a_host(trip: Hosted):
    async with trip.browser() as browser:
        for tail in ("", "/withdraw"):
            for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
                said = await browser.post(f"{trip.host_page()}{tail}", data={}, headers=headers)
                assert said.status_code == 403

    assert trip.hosts.heard == []


async def test_what_was_typed_while_the_engine_is_away_can_be_sent_again(trip: Hosted):
    trip.hosts.is_away = True
    async with trip.browser() as browser:
        said = await browser.post(trip.host_page(), data={"meetings": "6", "slot-s2": "no"})

    assert said.status_code == 503
    assert 'name="meetings" value="6"' in said.text
    assert 'name="slot-s2" value="no"' in said.text


async def test_every_field_of_the_page_has_a_label_and_the_page_is_not_kept_anywhere(trip: Hosted):
    trip.pass_on_requests()
    async with trip.browser() as browser:
        pages = [await browser.get(trip.host_page() + tail) for tail in ("", "/withdraw")]

    for page in pages:
        fields = re.findall(r'<input [^>]*id="([^"]+)"', page.text)
        assert fields
        assert set(fields) == set(re.findall(r'<label for="([^"]+)"', page.text))
        assert len(fields) == len(set(fields))
        assert page.headers["cache-control"] == "no-store"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script>" not in page.text


# --- once the programme is out ----------------------------------------------------------------------------


class Listed:
    """Every host was sent its programme and its guest list."""

    def __init__(self) -> None:
        self.legation = stages.listed()
        self.desk = desk_of(self.legation)
        self.file, _ = stages.example()

    def path(self, host: str = HOST) -> str:
        return self.desk.links.host_link(SLUG, host).removeprefix(PORTAL)

    def state(self, **changes: object) -> None:
        states = self.legation.receptions.states
        states[HOST] = states[HOST].model_copy(update=changes)

    def guests(self, host: str = HOST) -> list[str]:
        """The names of everybody who comes to that host."""
        assert self.legation.state.plan is not None
        items = self.legation.state.plan.itinerary.items
        mine = [item for item in items if host in item.hosts and not item.cancelled]
        coming = {one for item in mine for one in self.legation.state.delegates if item.is_for(one)}
        return sorted(self.legation.register.person(SLUG, one).name for one in coming)

    async def get(self, tail: str = "", host: str = HOST) -> httpx.Response:
        async with anybody(self.desk) as browser:
            return await browser.get(self.path(host) + tail)


@pytest.fixture
def listed() -> Listed:
    return Listed()


async def test_who_comes_is_named_once_the_guest_list_was_sent_and_not_before(listed: Listed):
    named = html.unescape((await listed.get()).text)
    workbook = await listed.get("/guests.xlsx")
    listed.state(guest_list=0, guest_list_at=None)
    before = html.unescape((await listed.get()).text)

    assert len(listed.guests()) > 3
    assert [name for name in listed.guests() if name not in named] == []
    assert [name for name in listed.guests() if name in before] == []
    assert "guests.xlsx" not in before
    assert workbook.status_code == 200
    assert workbook.headers["content-disposition"] == 'attachment; filename="guest-list.xlsx"'
    assert (await listed.get("/guests.xlsx")).status_code == 404


async def test_the_downloaded_list_names_those_who_come_and_gives_no_address_of_theirs(listed: Listed):
    sheet = (await listed.get("/guests.xlsx")).content
    shown = str(CalamineTables().grid(sheet, "Guests"))

    assert [name for name in listed.guests() if name not in shown] == []
    assert "@" not in shown


async def test_a_host_reads_no_contact_passport_or_diet_of_who_comes(listed: Listed):
    page = html.unescape((await listed.get()).text)

    for one in listed.legation.state.delegates:
        person = listed.legation.register.person(SLUG, one)
        assert person.email not in page
        assert not person.phone or person.phone not in page


async def test_names_are_gone_when_the_visit_is_over_and_the_host_is_thanked(listed: Listed):
    listed.legation.now = listed.file.ends_at + timedelta(days=3)
    listed.state(thanked_at=listed.legation.now)

    page = await listed.get()

    assert "Thank you for receiving the delegation" in page.text
    assert [name for name in listed.guests() if name in html.unescape(page.text)] == []
    assert "webcal://" not in page.text
    assert (await listed.get("/guests.xlsx")).status_code == 404


async def test_who_withdrew_learns_no_names(listed: Listed):
    listed.state(withdrawal=HostWithdrawal(host=HOST, reason="Nobody there is free.", at=listed.legation.now))

    page = html.unescape((await listed.get()).text)

    assert [name for name in listed.guests() if name in page] == []
    assert (await listed.get("/guests.xlsx")).status_code == 404


async def test_a_host_subscribes_to_its_calendar_and_finds_whom_to_call(listed: Listed):
    page = (await listed.get()).text

    feed = listed.desk.links.calendar_links(SLUG, HOST).feed
    assert f'value="{feed}"' in page
    assert f'href="webcal{feed.removeprefix("https")}"' in page
    assert "On the day" in page
    assert 'href="tel:+3225550100"' in page


async def test_a_host_in_germany_reads_everything_in_german(listed: Listed):
    register = listed.legation.register
    contact = listed.file.host(HOST)
    assert contact is not None
    register.keep(SLUG, register.person(SLUG, contact.person).model_copy(update={"language": "de"}))

    page = await listed.get()

    assert '<html lang="de"' in page.text
    for text in ("Wer kommt: ", "Gästeliste herunterladen", "Abonnieren", "Am Tag selbst"):
        assert text in page.text
