"""Mail by Amazon SES v2, as raw messages."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError

from activities.addresses import mail_address
from activities.ports import AddressRefused, MailReceipt, NotAccepted

BAD_ADDRESS = (
    "illegal address",
    "invalid address",
    "missing final",
    "local address contains",
    "domain contains",
)
"""How SES words its refusals of an address, in lower case; everything else is about us, not about them."""


class SesMailer:
    """SES gives each message its own id and date; threads use the id in the receipt."""

    def __init__(self, client: Any, *, configuration_set: str | None = None) -> None:
        """`client` must not repeat calls by itself; `in_region` makes one like that."""
        self._client = client
        self._options = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    @classmethod
    def in_region(
        cls,
        region: str,
        *,
        configuration_set: str | None = None,
        endpoint: str | None = None,
        timeout: float = 20.0,
    ) -> "SesMailer":
        # No retries inside: SES has no idempotency token, so an unclear end must reach the outbox.
        config = Config(
            retries={"total_max_attempts": 1}, connect_timeout=min(10.0, timeout / 2), read_timeout=timeout
        )
        client = boto3.client("sesv2", region_name=region, endpoint_url=endpoint, config=config)
        return cls(client, configuration_set=configuration_set)

    def send(self, *, send_id: str, sender: str, recipient: str, message: bytes) -> MailReceipt:
        """See `activities.ports.Mailer`."""
        try:
            answer = self._client.send_email(
                FromEmailAddress=mail_address(sender),
                Destination={"ToAddresses": [mail_address(recipient)]},
                Content={"Raw": {"Data": message}},
                EmailTags=[{"Name": "send_id", "Value": send_id}],
                **self._options,
            )
        except ClientError as reason:
            raise _classified(reason) from reason
        except (EndpointConnectionError, NoCredentialsError) as reason:
            raise NotAccepted(f"SES is not reachable: {reason}") from reason
        except BotoCoreError as reason:
            raise OSError(f"SES did not answer; the message may have left: {reason}") from reason
        return MailReceipt(send_id=send_id, message_id=self._message_id(answer["MessageId"]))

    def _message_id(self, ses_id: str) -> str:
        """The Message-ID the reader sees."""
        region = self._client.meta.region_name
        host = "email" if region == "us-east-1" else region
        return f"<{ses_id}@{host}.amazonses.com>"


def _classified(reason: ClientError) -> AddressRefused | OSError:
    error = reason.response.get("Error", {})
    code, text = str(error.get("Code", "")), str(error.get("Message", ""))
    if code in ("BadRequestException", "InvalidParameterValue") and any(
        words in text.lower() for words in BAD_ADDRESS
    ):
        return AddressRefused(f"SES refuses this address: {text}")
    if reason.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500) >= 500:
        return OSError(f"SES failed with {code}; the message may have left: {text}")
    return NotAccepted(f"SES does not take the message: {code}: {text}")
