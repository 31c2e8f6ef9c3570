"""Names and websites in a form in which the same thing is the same text."""

import re
import unicodedata
from functools import lru_cache

LETTERS = str.maketrans(
    {
        "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
        "&": " and ", "+": " and ",
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
        "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u",
        "ф": "f", "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sht", "ъ": "a", "ы": "y", "ь": "",
        "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "i", "є": "e", "ґ": "g",
        "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k",
        "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
        "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    }
)  # fmt: skip
"""After accents are taken off: letters that are written otherwise in plain Latin."""
UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
"""`Müller` and `Mueller` are one: both become `muller`."""
WORD = re.compile(r"[a-z0-9]+")
DOTTED = re.compile(r"\b(?:[a-z]\.){2,}")
"""`e.V.`, `s.r.l.`: one word, not several letters."""
_FORMS = """
ab ag aisbl aps as asbl asd bv co corp corporation doo eeig ev eingetragener verein fondation foundation ggmbh
gie gmbh inc incorporated kft kg lda limited llc llp lp ltd mbh nv ohg oy oyj plc pte sa sarl sas sasu scarl
scrl se sl slu spa spzoo srl srls stiftung ug vzw zrt
"""
LEGAL_FORMS = frozenset(_FORMS.split())
SHORTENED = {
    "assoc": "association", "assn": "association", "biotech": "biotechnology", "ctr": "center",
    "centre": "center", "dept": "department", "inst": "institute", "institut": "institute",
    "intl": "international", "mfg": "manufacturing", "natl": "national", "org": "organization",
    "organisation": "organization", "tech": "technology", "technologies": "technology",
    "univ": "university", "universitat": "university",
    "sci": "science", "sciences": "science", "st": "saint", "und": "and", "et": "and",
}  # fmt: skip
_SMALL = "a and de del der di du for in la le of the"
SMALL_WORDS = frozenset(_SMALL.split())
_SHARED = """
blogspot.com facebook.com github.io google.com instagram.com linkedin.com medium.com twitter.com wixsite.com
wordpress.com x.com youtube.com
"""
SHARED_HOSTS = frozenset(_SHARED.split())
"""Where many organisations have their pages: says nothing of which one it is."""


@lru_cache(maxsize=200_000)
def plain(text: str) -> str:
    """Lower case, without accents, in Latin letters: `Śląski Klaster` is `slaski klaster`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return bare.translate(LETTERS)


def words(text: str) -> tuple[str, ...]:
    """The words of a text, in order, each in its usual spelling."""
    joined = DOTTED.sub(lambda found: found[0].replace(".", "") + " ", plain(text))
    return tuple(_usual(word) for word in WORD.findall(joined))


def _usual(word: str) -> str:
    whole = SHORTENED.get(word, word)
    for long, short in UMLAUTS:
        whole = whole.replace(long, short)
    return whole


@lru_cache(maxsize=200_000)
def name_words(name: str) -> tuple[str, ...]:
    """The words that tell one name from another: without legal form and small words, if any remain."""
    every = words(name)
    telling = tuple(word for word in every if word not in LEGAL_FORMS and word not in SMALL_WORDS)
    return telling or every


def name_key(name: str) -> str:
    """The same for names that differ in case, accents, punctuation, legal form or usual abbreviations."""
    return " ".join(name_words(name))


def domain(website: str) -> str:
    """`https://www.Nano.example/en` is `nano.example`; empty where it tells nothing."""
    host = re.sub(r"^[a-z][a-z0-9+.-]*://", "", website.strip().lower())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d+$", "", host).strip(".").removeprefix("www.")
    spelt = ".".join(_label(one) for one in host.split("."))
    shared = any(spelt == one or spelt.endswith(f".{one}") for one in SHARED_HOSTS)
    return "" if shared or "." not in spelt else spelt


def _label(label: str) -> str:
    """A part of a host name in its own letters, also where it was written for machines (xn--)."""
    if not label.startswith("xn--"):
        return unicodedata.normalize("NFC", label)
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def initials(name: str) -> str:
    """`Life Sciences Pennsylvania` is `lsp`; empty for names of fewer than three words."""
    found = name_words(name)
    return "".join(word[0] for word in found) if len(found) > 2 else ""
