"""Mails under kill -9 and faults of mail server and object store: each leaves, and none leaves twice."""

from pathlib import Path

import pytest

from tests.faults.laboratory import FIVE_PERCENT_EACH
from tests.faults.sending import Sent, send_under_faults

SEED = "short"
MAILS = 99
KILLS = 15


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send_under_faults(
        tmp_path_factory.mktemp("once"), SEED, MAILS, {"worker": KILLS}, FIVE_PERCENT_EACH
    )


def test_no_mail_is_lost_and_none_leaves_twice_however_often_the_worker_is_killed(sent: Sent):
    assert sent.kills == {"worker": KILLS}
    assert sent.sends.lost == ()
    assert sent.sends.twice == ()
    assert sent.sends.unasked == ()
    assert sent.sends.sent + sent.sends.refused == MAILS


def test_every_calendar_shows_the_appointment_once(sent: Sent):
    assert sent.sends.calendars == ()


def test_the_workflow_hears_what_became_of_its_mails(sent: Sent):
    assert sent.told.sent == sent.sends.sent
    assert sent.told.refused == ("L-7",)


def test_the_faults_happened(sent: Sent):
    kinds = {fault.partition("-")[0] for fault in sent.faults}

    assert kinds & {"taken", "dot"}
    assert {"500", "cut", "slow"} & kinds


def test_without_sending_once_the_same_laboratory_finds_mails_that_left_twice(tmp_path: Path):
    naive = send_under_faults(tmp_path, SEED, 45, {"worker": 5}, FIVE_PERCENT_EACH, naive=True)

    assert naive.sends.lost == ()
    assert naive.sends.extra > 0
    assert not naive.sends.is_flawless
