"""Master keys in AWS KMS: they never leave it, and every use of them stands in its log."""

import base64
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from activities.ports import KeyRefused, WrappedKey

REFUSALS = ("InvalidCiphertextException", "IncorrectKeyException", "ValidationException")
"""What KMS answers to another context, changed bytes or another key."""


class KmsKeys:
    """A KeyRing on one KMS key. The context is its encryption context, which KMS checks and logs."""

    def __init__(self, client: Any, key: str) -> None:  # Any: boto3 makes its clients at run time
        self._client = client
        self._key = key
        self._newest = ""

    @classmethod
    def in_region(cls, region: str, key: str, *, endpoint: str | None = None) -> "KmsKeys":
        """`key`: id, ARN or alias. Credentials are looked for where boto3 always does."""
        config = Config(
            connect_timeout=5, read_timeout=10, retries={"mode": "standard", "total_max_attempts": 4}
        )
        return cls(boto3.client("kms", region_name=region, endpoint_url=endpoint, config=config), key)

    def wrap(self, key: bytes, context: str) -> WrappedKey:
        """See `activities.ports.KeyRing`."""
        answer = self._asked("encrypt", KeyId=self.newest(), Plaintext=key, EncryptionContext=_bound(context))
        wrapped = base64.b64encode(answer["CiphertextBlob"]).decode()
        return WrappedKey(master=answer["KeyId"], wrapped=wrapped)

    def unwrap(self, wrapped: WrappedKey, context: str) -> bytes:
        """See `activities.ports.KeyRing`."""
        try:
            sealed = base64.b64decode(wrapped.wrapped, validate=True)
        except ValueError as reason:
            raise KeyRefused("A data key was changed in its place.") from reason
        answer = self._asked(
            "decrypt", KeyId=wrapped.master, CiphertextBlob=sealed, EncryptionContext=_bound(context)
        )
        return bytes(answer["Plaintext"])

    def newest(self) -> str:
        """See `activities.ports.KeyRing`: the ARN behind the alias, asked for once."""
        if not self._newest:
            self._newest = self._asked("describe_key", KeyId=self._key)["KeyMetadata"]["Arn"]
        return self._newest

    def _asked(self, call: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, call)(**arguments)
        except ClientError as reason:
            code = reason.response.get("Error", {}).get("Code", "")
            if call == "decrypt" and (code in REFUSALS or code == "NotFoundException"):
                raise KeyRefused(f"KMS does not unwrap a data key: {code}.") from reason
            raise OSError(f"KMS did not do what it was asked: {reason}") from reason
        except BotoCoreError as reason:
            raise OSError(f"KMS is away: {reason}") from reason
        return answer


def _bound(context: str) -> dict[str, str]:
    return {"legation": context}
