"""The desk of an evaluator, and the letters that lead to it."""

import hashlib

import pytest
from itsdangerous import URLSafeSerializer

from activities.links import EvaluatorLink
from delegation.file import DelegationFile
from delegation.letter import Letter, LetterName
from delegation.score_letters import about_scores
from tests.activities.conftest import PORTAL
from tests.activities.test_host_links import DESK, Desk

ASKED = (LetterName.SCORES_WANTED, LetterName.SCORES_OVERDUE)


def token(desk: Desk = DESK, evaluator: str = "e1") -> str:
    return desk.links.evaluator_link("usa-2017", evaluator).removeprefix(f"{PORTAL}/e/")


def order(file: DelegationFile, name: LetterName) -> Letter:
    return about_scores(name, file, "e2", ("A-01",), {"A-01": "biosaxony"}, file.evaluation_rules.closes_at)


def test_the_link_reads_back_as_it_was_written():
    assert DESK.links.read_evaluator(token()) == EvaluatorLink(delegation="usa-2017", evaluator="e1")


@pytest.mark.parametrize(
    ("secret_of", "salt"),
    [("japan-2018", "evaluation-desk"), ("usa-2017", "host-page"), ("usa-2017", "offer-answer")],
)
def test_a_link_signed_with_another_secret_or_for_another_purpose_says_nothing(secret_of: str, salt: str):
    hashed = {"digest_method": hashlib.sha256, "key_derivation": "hmac"}
    signer = URLSafeSerializer(DESK.register.secret(secret_of), salt=salt, signer_kwargs=hashed)

    assert DESK.links.read_evaluator(signer.dumps({"d": "usa-2017", "v": "e1"})) is None


def test_an_evaluators_address_opens_no_other_kind_of_page_and_no_other_opens_the_desk():
    for read in (DESK.links.read, DESK.links.read_offer, DESK.links.read_host, DESK.links.read_meetings):
        assert read(token()) is None
    assert DESK.links.read_evaluator(DESK.token(host="e1")) is None


def test_revoking_an_evaluators_addresses_kills_those_in_earlier_mails_and_nobody_elses(
    usa_2017: DelegationFile,
):
    desk = Desk()
    before, neighbours = token(desk), token(desk, "e2")

    desk.links._ring.bump("usa-2017", "e1", usa_2017.evaluation_rules.opens_at)

    assert desk.links.read_evaluator(before) is None
    assert desk.links.read_evaluator(neighbours) is not None
    assert desk.links.read_evaluator(token(desk)) is not None


@pytest.mark.parametrize("name", ASKED)
def test_letters_about_score_sheets_lead_to_the_evaluators_own_desk(
    name: LetterName, usa_2017: DelegationFile
):
    desk = Desk()

    mail = desk.sent(usa_2017, order(usa_2017, name))

    address = desk.links.evaluator_link("usa-2017", "e2")
    for kind in ("text/plain", "text/html"):
        assert address in mail.part(kind).decode()


@pytest.mark.parametrize("name", ASKED)
def test_without_a_portal_evaluators_answer_by_mail(name: LetterName, usa_2017: DelegationFile):
    text = Desk(portal="").sent(usa_2017, order(usa_2017, name)).part("text/plain").decode()

    assert "/e/" not in text
    assert "reply to this mail with your score sheets" in text
