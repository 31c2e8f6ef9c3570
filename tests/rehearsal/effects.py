"""What each step of the change script of usa-2017 must do, and nothing else."""

from typing import Any

TRAVELLED = "A-01 A-03 A-04 A-07 A-08 A-10 A-11 A-13 A-14 A-15 A-17 A-19 A-22 A-24 A-25 A-26 A-29 A-30 A-35"
EVERYBODY = TRAVELLED.split()
ALL_BUT_BRETAGNE = [one for one in EVERYBODY if one != "A-22"]

NO_MEETING = {"dropped": 0, "regained": 0, "moved": 0}

EFFECTS: dict[str, dict[str, Any]] = {
    "prairie-adds-slots": {
        "delegates": ["A-05", "A-25", "A-26"],
        "hosts": ["prairie-food"],
        "meetings": {"dropped": 0, "regained": 3, "moved": 0},
        "documents": {
            "briefing-book": 3,
            "day-sheet": 1,
            "guest-list": 2,
            "programme-booklet": 1,
            "programme-picture": 1,
            "table-cards": 1,
        },
    },
    "singh-cancels": {
        "delegates": ["A-03", "A-04", "A-13", "A-17", "A-25"],
        "hosts": ["penn-state", "singh-host"],
        "meetings": NO_MEETING,
        "documents": {
            "briefing-book": 5,
            "day-sheet": 1,
            "guest-list": 2,
            "programme-booklet": 1,
            "programme-picture": 1,
        },
    },
    "train-late": {
        "delegates": EVERYBODY,
        "hosts": [],
        "meetings": NO_MEETING,
        "documents": {
            "briefing-book": 19,
            "day-sheet": 1,
            "programme-booklet": 1,
            "programme-picture": 1,
            "transfer-manifest": 1,
        },
    },
    "bretagne-leaves": {
        "delegates": ["A-03", "A-15", "A-22"],
        "hosts": [
            "cascadia-micro",
            "incubator-host",
            "life-sciences-pa",
            "piedmont-textiles",
            "potomac-bio",
            "prairie-food",
        ],
        "meetings": {"dropped": 5, "regained": 2, "moved": 0},
        "documents": {
            "badge-sheet": 1,
            "briefing-book": 2,
            "day-sheet": 4,
            "guest-list": 24,
            "participant-catalogue": 1,
            "programme-booklet": 1,
            "programme-picture": 1,
            "rooming-list": 4,
            "table-cards": 1,
            "transfer-manifest": 5,
        },
    },
    "seminar-moves": {
        "delegates": ALL_BUT_BRETAGNE,
        "hosts": [],
        "meetings": NO_MEETING,
        "documents": {"briefing-book": 18, "day-sheet": 1, "programme-booklet": 1, "programme-picture": 1},
    },
    "two-swap": {
        "delegates": ["A-03", "A-07"],
        "hosts": ["cascadia-micro", "science-center-host"],
        "meetings": NO_MEETING,
        "documents": {
            "briefing-book": 2,
            "day-sheet": 1,
            "guest-list": 4,
            "programme-booklet": 1,
            "programme-picture": 1,
            "table-cards": 1,
        },
    },
    "living-laboratory-closed": {
        "delegates": ALL_BUT_BRETAGNE,
        "hosts": ["fraunhofer-host"],
        "meetings": NO_MEETING,
        "documents": {
            "briefing-book": 18,
            "day-sheet": 1,
            "guest-list": 2,
            "programme-booklet": 1,
            "programme-picture": 1,
        },
    },
    "council-on-friday": {
        "delegates": ALL_BUT_BRETAGNE,
        "hosts": ["necec-host"],
        "meetings": NO_MEETING,
        "documents": {
            "briefing-book": 18,
            "day-sheet": 2,
            "guest-list": 2,
            "programme-booklet": 1,
            "programme-picture": 1,
        },
    },
}
"""By change: who is told, what it costs the published meetings, how many documents are made anew."""
