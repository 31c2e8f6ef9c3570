"""Mails that wait leave by a workflow: when a person says so, or when nobody called them back."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import Client, WorkflowExecutionStatus

from activities.mail_desk import Verdict
from activities.waiting import WaitingRoom
from delegation.file import DelegationFile
from delegation.ids import dispatch_workflow_id
from delegation.mail_rules import MailRules
from tests.workflows.conftest import delegation_on
from tests.workflows.dispatch_story import released_and_due
from tests.workflows.trip import DAY_OF_APPLICATIONS, Trip, application


def held_by(small: DelegationFile, **rules: object) -> DelegationFile:
    return small.model_copy(update={"mail": MailRules.model_validate(rules)})


async def applied(trip: Trip) -> None:
    await trip.reach(DAY_OF_APPLICATIONS)
    await trip.apply("A-1")


async def test_what_is_released_leaves_once_and_the_workflow_ends(
    client: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client, held_by(small, unattended=["offer"])) as trip:
        await applied(trip)
        await trip.settle()
        assert trip.post.sent == []
        [line] = await trip.legation.mails(trip.file.slug)
        assert line.purpose == "application-received"

        await trip.legation.decide_mails(trip.file.slug, Verdict.RELEASE, (line.send_id,))
        handle = client.get_workflow_handle(dispatch_workflow_id(trip.file.slug))
        await handle.result()

        assert [mail.send_id for mail in trip.post.sent] == [line.send_id]
        assert await trip.legation.mails(trip.file.slug) == ()


async def test_in_the_undo_window_one_is_called_back_and_one_leaves_at_its_time(
    client: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client, held_by(small, undo_minutes=5)) as trip:
        first, other = await released_and_due(trip)

        assert [mail.send_id for mail in trip.post.sent] == [other]
        [left] = await trip.legation.mails(trip.file.slug)
        assert left.send_id == first
        handle = client.get_workflow_handle(dispatch_workflow_id(trip.file.slug))
        assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_released_mails_wait_for_a_mail_server_that_is_away(
    client: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client, held_by(small, unattended=[])) as trip:
        await applied(trip)
        await trip.settle()
        [line] = await trip.legation.mails(trip.file.slug)
        trip.post.is_closed = True
        await trip.legation.decide_mails(trip.file.slug, Verdict.RELEASE, (line.send_id,))
        await asyncio.to_thread(trip.post.wait_turned_away, 2)
        trip.post.is_closed = False

        await client.get_workflow_handle(dispatch_workflow_id(trip.file.slug)).result()

        assert len(trip.post.sent) == 1


async def test_who_corrects_their_address_gets_what_waited_for_it(
    client: Client, small: DelegationFile, quick_tries: None
):
    async with delegation_on(client, small) as trip:
        slug, room = trip.file.slug, WaitingRoom(trip.store, trip.legation.register)
        await trip.reach(DAY_OF_APPLICATIONS)
        first, corrected = application("A-1"), application("A-1", cluster=True)
        corrected = corrected.model_copy(
            update={"person": corrected.person.model_copy(update={"email": "right@cluster.example"})}
        )
        room.mark(slug, "A-1", first.person.email)
        await trip.apply("A-1")
        await trip.settle()
        assert trip.post.sent == []

        await trip.wait(hours=1)
        await trip.legation.submit(slug, corrected, trip.now, at=trip.now)
        await client.get_workflow_handle(dispatch_workflow_id(slug)).result()
        await trip.settle()

        assert [mail.recipient for mail in trip.post.sent] == ["right@cluster.example"] * 2
        assert await trip.legation.mails(slug) == ()


@pytest.mark.parametrize("minutes", [0, 5])
async def test_a_status_says_what_waits(client: Client, small: DelegationFile, minutes: int):
    async with delegation_on(client, held_by(small, unattended=["offer"], undo_minutes=minutes)) as trip:
        await applied(trip)
        await trip.settle()
        trip.post.ahead += timedelta(minutes=minutes)

        status = await trip.legation.with_mail_tasks(await trip.legation.status(trip.file.slug))

        [task] = [task for task in status.tasks if task.id.startswith("mail-")]
        assert task.text.startswith("1 mail waits to be released; see './legation mail list'")
