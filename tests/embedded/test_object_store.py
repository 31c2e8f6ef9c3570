import stat
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError

from embedded import capability, object_store
from embedded.settings import EmbeddedSettings
from embedded.stack import Stack


def answer_to_anyone(address: str) -> int:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(address)
    with refused.value as answer:
        return answer.code


def test_the_bucket_keeps_every_promise(stack: Stack, settings: EmbeddedSettings):
    findings = capability.probe(object_store.client(settings), settings.bucket)

    assert [finding.detail for finding in findings if not finding.ok] == []
    assert len(findings) == 14


def test_nobody_reads_an_object_without_a_signature(stack: Stack, settings: EmbeddedSettings):
    object_store.client(settings).put_object(Bucket=settings.bucket, Key="secret", Body=b"passport")
    filer = f"http://127.0.0.1:{settings.object_store_port('object store filer')}"

    assert answer_to_anyone(f"{settings.s3_address}/{settings.bucket}/secret") == 403
    assert answer_to_anyone(f"{filer}/buckets/{settings.bucket}/secret") == 401
    assert answer_to_anyone(f"{filer}/buckets/{settings.bucket}/") == 401


def test_the_applications_key_opens_its_own_bucket_only(stack: Stack, settings: EmbeddedSettings):
    client = object_store.client(settings)

    with pytest.raises(ClientError, match="AccessDenied"):
        client.create_bucket(Bucket="another")
    with pytest.raises(ClientError, match="AccessDenied"):
        client.put_object(Bucket="another", Key="x", Body=b"x")


def test_keys_are_made_once_and_readable_by_their_owner_only(stack: Stack, settings: EmbeddedSettings):
    before = object_store.credentials(settings)

    object_store.ObjectStore(settings).prepare()

    assert object_store.credentials(settings) == before
    keys = sorted((settings.directory / "keys").iterdir())
    assert [stat.S_IMODE(key.stat().st_mode) for key in keys] == [0o600] * len(keys)
