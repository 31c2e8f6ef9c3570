"""What participants' own calendars are told: revisions, invites as bytes, and a client that checks them."""
