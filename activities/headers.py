"""Mail headers of our own, by which mails are found and counted again."""

PURPOSE_HEADER = "X-Delegation-Purpose"
"""Why a mail was sent: the name of its letter, or what its invite does."""
DELEGATION_HEADER = "X-Delegation-Id"
"""Which delegation a mail is about."""
