"""The vault as settings name it: a bucket, its master keys, and the sealed store over both."""

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)

from activities.adapters.kms import KmsKeys
from activities.adapters.local_keys import LocalKeys
from activities.adapters.s3 import S3Store, s3_client
from activities.data_keys import DataKeys
from activities.sealing import SealedStore
from embedded import capability
from embedded.errors import StackError
from embedded.finding import Finding
from embedded.object_store import REGION, ObjectStore, credentials
from settings import Settings

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds after which a store that is away is asked again; the last one from then on."""
PROBE_READS, PROBE_TRIES = 10, 2
"""Seconds without a byte, and how often so, after which a store is taken to be away."""
logger = logging.getLogger("vault")


def open_store(settings: Settings) -> SealedStore:
    """The vault: everything sealed, in a bucket of the user's own or the embedded one.

    Raises StackError where the master keys are not named or not there.
    """
    bucket = open_bucket(settings)
    keys = DataKeys(bucket, open_key_ring(settings))
    return SealedStore(bucket, keys, plain=settings.keys.accept_plain)


def open_bucket(settings: Settings) -> S3Store:
    """What lies in the vault as it lies there: sealed."""
    client, bucket = open_client(settings)
    return S3Store(client, bucket, prefix=settings.vault.prefix if settings.vault.bucket else "")


def open_client(
    settings: Settings, *, read_timeout: float = 30, tries: int = 4
) -> tuple[Any, str]:  # Any: boto3 makes its clients at run time
    """A client for the bucket, and the bucket's name. `read_timeout` in seconds, of each of the `tries`."""
    vault = settings.vault
    if vault.bucket:
        secret = vault.secret_key.get_secret_value() if vault.secret_key else None
        client = s3_client(
            region=vault.region,
            endpoint=vault.endpoint,
            access_key=vault.access_key,
            secret_key=secret,
            read_timeout=read_timeout,
            tries=tries,
        )
        return client, vault.bucket
    keys = credentials(settings.embedded)
    client = s3_client(
        region=REGION,
        endpoint=settings.embedded.s3_address,
        access_key=keys.access_key,
        secret_key=keys.secret_key,
        read_timeout=read_timeout,
        tries=tries,
    )
    return client, settings.embedded.bucket


def open_key_ring(settings: Settings, *, make: bool = False) -> LocalKeys | KmsKeys:
    """The master keys of the vault; those of the embedded stack are made on first use.

    Those of an own bucket only if told to `make` them: a new file where an old one is missed opens nothing.
    """
    keys = settings.keys
    if keys.via == "kms":
        return KmsKeys.in_region(keys.region, keys.kms_key, endpoint=keys.endpoint)
    path = key_path(settings)
    if make or keys.path is None:
        return LocalKeys.made(path)
    if not path.exists():
        raise StackError(
            f"There is no key ring at {path}. Get it back from its backup; for a new vault make one: "
            "./legation keys make"
        )
    return LocalKeys(path)


def own_key_file(settings: Settings) -> LocalKeys | None:
    """The key ring where it is a file of ours; None where the keys are in KMS."""
    ring = open_key_ring(settings)
    return ring if isinstance(ring, LocalKeys) else None


def key_path(settings: Settings) -> Path:
    """Where the file with the master keys is. Raises StackError where none is named for an own bucket."""
    if settings.keys.path is None and settings.vault.bucket:
        raise StackError(
            "A bucket of your own needs master keys that worker and portal share: set LEGATION_KEYS__PATH to "
            "a file (./legation keys make makes it), or LEGATION_KEYS__VIA=kms and LEGATION_KEYS__KMS_KEY."
        )
    return settings.keys.path or settings.embedded.directory / "keys" / "vault.json"


def compact_embedded(settings: Settings) -> bool:
    """Have the embedded store overwrite what was removed. False where none of it runs here.

    A store of the user's own does so by itself, sooner or later. Raises StackError.
    """
    if settings.vault.bucket or not settings.embedded.is_claimed():
        return False
    ObjectStore(settings.embedded).compact()
    return True


def probe_vault(settings: Settings) -> list[Finding]:
    """Whether a bucket of the user's own keeps the promises we build on; nothing for the embedded one."""
    try:
        return _probed(settings)
    except capability.StoreAway as away:
        fix = "start it, or check LEGATION_VAULT__ENDPOINT; worker and portal wait for it"
        return [Finding(capability.PART, False, f"not reachable at {_place(settings)}: {away}", fix)]


def demand_promises(settings: Settings) -> None:
    """Raises StackError where a bucket would lose or show data, StoreAway where nobody can tell now."""
    broken = [finding for finding in _probed(settings) if not finding.ok]
    if broken:
        said = "\n".join(f"- {finding.detail}: {finding.fix}" for finding in broken)
        raise StackError(f"The bucket {settings.vault.bucket!r} cannot be the vault:\n{said}")


async def wait_for_promises(settings: Settings, pauses: Sequence[float] = PAUSES) -> None:
    """At the start of worker and portal: as `demand_promises`, but a store that is away is waited for.

    The log says what is waited for. Between two looks `pauses` pass, in seconds, the last one repeated.
    """
    tries = 0
    while True:
        try:
            await asyncio.to_thread(demand_promises, settings)
        except capability.StoreAway as away:
            pause = pauses[min(tries, len(pauses) - 1)]
            logger.warning(
                "Waiting for the object store at %s: %s. It is asked again in %g s.",
                _place(settings),
                str(away),
                pause,
            )
        else:
            break
        tries += 1
        await asyncio.sleep(pause)
    if tries:
        logger.info("The object store at %s is back.", _place(settings))


def _probed(settings: Settings) -> list[Finding]:
    """What the probe found. Raises StoreAway."""
    if not settings.vault.bucket:
        return []
    client, bucket = open_client(settings, read_timeout=PROBE_READS, tries=PROBE_TRIES)
    try:
        return capability.probe(client, bucket, prefix=settings.vault.prefix)
    except (BotoCoreError, ClientError) as error:
        absence = _absence(error)
        if absence:
            raise capability.StoreAway(absence) from error
        fix = "check bucket, region, endpoint and keys under LEGATION_VAULT__..."
        return [Finding(capability.PART, False, str(error), fix)]


def _absence(error: BotoCoreError | ClientError) -> str:
    """Why nobody can tell now; empty where it is an answer, or nothing that waiting would change."""
    match error:
        case ClientError():
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            return f"it answers {status}" if status in capability.AWAY else ""
        case SSLError():
            return ""
        case EndpointConnectionError() | ConnectTimeoutError() | ProxyConnectionError():
            return "nothing answers there, or its name is not known"
        case ReadTimeoutError() | ConnectionClosedError() | HTTPClientError():
            return "it does not answer in time, or hangs up"
        case _:
            return ""


def _place(settings: Settings) -> str:
    return settings.vault.endpoint or f"AWS in {settings.vault.region}"
