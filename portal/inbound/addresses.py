"""Whose mail it is: addresses as they are compared."""

from activities.addresses import mail_address
from activities.ports import AddressRefused
from delegation.person import Person


def address_of(person: Person) -> str:
    """As it stands in our mails, in lower case."""
    try:
        return mail_address(person.email).lower()
    except AddressRefused:
        return person.email.lower()
