"""What became of the applications of `bench.applications`: by the vault, the engine and the mail server."""

import asyncio
import hashlib
import re
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from activities.keys import applications_prefix
from activities.ports import DocumentStore
from delegation.application import Application
from delegation.file import DelegationFile
from delegation.ids import receipt_code, send_id
from delegation.letter import LetterName
from embedded.mail import journal
from embedded.mail_journal import DeliveredMail
from embedded.settings import EmbeddedSettings
from portal.client import Legation

SEND_ID = re.compile(rb"(?im)^x-delegation-send-id:\s*(\S+)")
QUIET = 600
"""Seconds without a mail after which no more is waited for: what the portal could not bring in at once is
brought in some minutes later."""


class Judged(NamedTuple):
    """Counts; `is_flawless` says which have to be what."""

    in_the_vault: int
    """Applications of those who were told that theirs is safe, with the receipt that was shown."""
    shown_and_not_in_the_vault: int
    in_the_vault_and_not_shown: int
    on_the_desk: int
    """In the delegation's roster."""
    not_on_the_desk: int
    journeys: int
    """Workflows of participants, as the engine counts them."""
    mails_of_receipt: int
    """Taken by the mail server."""
    people_without_mail: int
    mails_twice: int
    minutes_until_the_last_mail: int

    def is_flawless(self, count: int) -> bool:
        lost = self.shown_and_not_in_the_vault + self.not_on_the_desk + self.people_without_mail
        whole = {self.in_the_vault, self.on_the_desk, self.journeys, self.mails_of_receipt} == {count}
        return whole and not lost and not self.mails_twice and not self.in_the_vault_and_not_shown


async def until_taken(settings: EmbeddedSettings, count: int) -> float:
    """Wait for so many mails, or until none comes any more. Returns the minutes."""
    began = since = time.monotonic()
    seen, folder = 0, journal(settings)
    while time.monotonic() - since < QUIET:
        now = sum(1 for one in folder.iterdir() if one.suffix == ".eml")
        if now >= count:
            break
        if now != seen:
            seen, since = now, time.monotonic()
        await asyncio.sleep(1)
    return (time.monotonic() - began) / 60


async def judge(
    legation: Legation,
    file: DelegationFile,
    codes: Mapping[str, str],
    settings: EmbeddedSettings,
    minutes: float,
) -> Judged:
    """`codes`: the receipts that people were shown, by address; empty: it comes by mail."""
    kept = await asyncio.to_thread(kept_in, legation.store, file.slug)
    shown = {(email, code) for email, code in codes.items()}
    found = {(email, code if codes.get(email, code) else "") for email, code, _ in kept}
    everybody = {participant for _, _, participant in kept}
    desk = {one.participant for one in (await legation.roster(file.slug)).entries}
    journeys = await legation.client.count_workflows(
        f"DelegationId = '{file.slug}' AND DelegationRole = 'participant'"
    )
    wanted = {send_id(file.slug, one, LetterName.APPLICATION_RECEIVED.value, 1) for one in everybody}
    taken = Counter(await asyncio.to_thread(taken_by, journal(settings)))
    return Judged(
        in_the_vault=len(found & shown),
        shown_and_not_in_the_vault=len(shown - found),
        in_the_vault_and_not_shown=len(found - shown),
        on_the_desk=len(desk & everybody),
        not_on_the_desk=len(everybody - desk),
        journeys=journeys.count,
        mails_of_receipt=sum(taken[one] for one in wanted),
        people_without_mail=len(wanted - set(taken)),
        mails_twice=sum(count - 1 for count in taken.values()),
        minutes_until_the_last_mail=round(minutes),
    )


def kept_in(store: DocumentStore, slug: str) -> list[tuple[str, str, str]]:
    """Address, receipt and participant of every application that was handed in, read from its content."""
    folder = applications_prefix(slug, "x").removesuffix("x/")
    versions = [key for key in store.keys(folder) if key.removeprefix(folder).count("/") == 1]

    def read(key: str) -> tuple[str, str, str]:
        content = store.read(key)
        one = Application.model_validate_json(content)
        sha256 = hashlib.sha256(content).hexdigest()
        return one.person.email, receipt_code(slug, one.id, sha256), one.id

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(read, versions))


def taken_by(folder: Path) -> list[str]:
    """The send id of every mail of ours that the server took."""
    mails = (DeliveredMail.from_file(path).content for path in folder.glob("*.eml"))
    return [
        found[1].decode() for content in mails if (found := SEND_ID.search(content.partition(b"\r\n\r\n")[0]))
    ]
