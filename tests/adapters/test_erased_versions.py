"""A bucket that keeps old versions: of somebody erased it keeps none, and all of what others have."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from activities.adapters.s3 import S3Store, s3_client
from activities.data_keys import DataKeys
from activities.keys import ledger_key, outbox_key, person_key
from activities.sealing import SealedStore
from tests.fakes import MemoryKeys

SLUG = "usa-2017"
JSON = "application/json"
STONES = [f"legation/delegations/{SLUG}/keys/a-1.erased.json", f"legation/delegations/{SLUG}/keys/a-1.json"]


@pytest.fixture
def client() -> Iterator[Any]:  # boto3 makes its clients at run time
    with mock_aws():
        made = boto3.client("s3", region_name="us-east-1")
        made.create_bucket(Bucket="vault")
        made.put_bucket_versioning(Bucket="vault", VersioningConfiguration={"Status": "Enabled"})
        yield s3_client(region="us-east-1", access_key="test", secret_key="test")


def versions(client: Any, words: str = "") -> list[tuple[str, bytes]]:
    """Every version and delete marker whose key has those words, with what lies there."""
    page = client.list_object_versions(Bucket="vault")
    markers = [(one["Key"], b"") for one in page.get("DeleteMarkers", [])]
    found = [
        (
            one["Key"],
            client.get_object(Bucket="vault", Key=one["Key"], VersionId=one["VersionId"])["Body"].read(),
        )
        for one in page.get("Versions", [])
    ]
    return sorted(one for one in (*markers, *found) if words in one[0])


def test_of_somebody_erased_no_version_is_left_but_the_stones(client: Any):
    bucket = S3Store(client, "vault", prefix="legation/")
    vault = SealedStore(bucket, DataKeys(bucket, MemoryKeys()))
    for person in ("A-1", "A-10"):
        before = None
        for name in (b'{"name": "Ada"}', b'{"name": "Ada L."}', b'{"name": "Ada Lovelace"}'):
            assert vault.replace(person_key(SLUG, person), name, JSON, instead_of=before)
            before = name
        vault.create(outbox_key(SLUG, person, "m-1"), b"To: Ada", "message/rfc822")
        vault.create(ledger_key(SLUG, person, "m-1"), b"{}", JSON)
    others = [one for one in versions(client) if "/a-1/" not in one[0] and "/a-1." not in one[0]]
    wrapped = [content for key, content in versions(client, "/keys/a-1.json")]
    assert len(versions(client, "/people/a-1.json")) == 3, "The bucket keeps what was replaced."
    assert [bool(json.loads(one)["wrapped"]) for one in wrapped] == [True]

    vault.erase(SLUG, "A-1")

    left = [one for one in versions(client) if "/a-1/" in one[0] or "/a-1." in one[0]]
    ledger = f"legation/{ledger_key(SLUG, 'A-1', 'm-1')}"
    assert [key for key, _ in left] == [*STONES, ledger], "Each in one version, and no marker of a removal."
    assert [json.loads(content)["wrapped"] for key, content in left if key in STONES] == [None, None]
    assert [one for one in versions(client) if one not in left] == others
