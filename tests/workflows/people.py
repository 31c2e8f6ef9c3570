"""Who applies for the small delegation. All of them are made up."""

import json
from datetime import date
from typing import NamedTuple

from delegation.journey import ChecklistItem
from delegation.papers.paper import Passport


class Applicant(NamedTuple):
    name: str
    email: str
    organisation: str
    country: str
    zone: str


APPLICANTS = {
    "A-1": Applicant("Runa Velander", "runa.velander@malar.example", "Mälar Water", "SE", "Europe/Stockholm"),
    "A-2": Applicant("Inês Carvalhal", "ines.carvalhal@tejo.example", "Tejo Limpo", "PT", "Europe/Lisbon"),
    "A-3": Applicant(
        "Oskari Lehtola", "oskari.lehtola@saimaa.example", "Saimaa Lakes", "FI", "Europe/Helsinki"
    ),
    "A-4": Applicant("Mareike Dorn", "mareike.dorn@elbe.example", "Elbe Rein", "DE", "Europe/Berlin"),
    "A-5": Applicant("Živa Kolar", "ziva.kolar@sava.example", "Sava Voda", "SI", "Europe/Ljubljana"),
    "B-1": Applicant("Sixten Åberg", "sixten.aberg@malar.example", "Mälar Water", "SE", "Europe/Stockholm"),
}
"""B-1 is of the organisation of A-1. A-5 needs a visa."""


def papers(participant: str) -> dict[ChecklistItem, bytes]:
    """All that a delegate hands in."""
    passport = Passport(
        full_name=APPLICANTS[participant].name,
        nationality=APPLICANTS[participant].country,
        birth_date=date(1980, 2, 29),
        passport_number=f"MADEUP{participant}",
        passport_expires=date(2032, 1, 1),
    )
    return {
        ChecklistItem.PASSPORT: passport.model_dump_json().encode(),
        ChecklistItem.ROOM: json.dumps({"room": "single"}).encode(),
        ChecklistItem.DIET: json.dumps({"diet": "vegetarian"}).encode(),
        ChecklistItem.CONSENT: json.dumps({"consent-profile": True}).encode(),
    }
