"""Who waits for whom when a mail leaves: each time must fit into the next, or mails leave twice."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from settings import MailSettings
from workflows._options import LOST_MAIL, SEND


@pytest.mark.parametrize("claim", [3, 45, 120])
def test_a_reply_fits_into_a_mail_and_a_mail_into_its_claim(claim: float):
    mail = MailSettings(claim_seconds=claim)

    assert mail.reply_within <= mail.takes_at_most < mail.claim_seconds


def test_a_claim_is_over_before_its_activity_is_and_a_mail_before_its_worker_is_taken_for_lost():
    mail = MailSettings()

    assert timedelta(seconds=mail.claim_seconds) < SEND["start_to_close_timeout"]
    assert timedelta(seconds=mail.takes_at_most) < LOST_MAIL


def test_a_mail_that_may_take_longer_than_its_claim_is_refused():
    with pytest.raises(ValidationError, match="less than a claim"):
        MailSettings(claim_seconds=20, at_most_seconds=20)
