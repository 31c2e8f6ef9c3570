"""What the Temporal UI can be searched by. Never personal data: these values are stored in clear."""

SEARCH_ATTRIBUTES = {
    "DelegationId": "Keyword",
    "DelegationPhase": "Keyword",
    "DelegationRole": "Keyword",
    "DelegationCity": "Keyword",
    "ApplicantCount": "Int",
    "DelegateCount": "Int",
    "NextDeadline": "Datetime",
}
"""Name and type of every search attribute the workflows use."""
