from pathlib import Path

import pytest

from embedded.settings import EmbeddedSettings
from settings import Settings


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LEGATION_EMBEDDED", raising=False)


def test_without_settings_the_portal_is_the_embedded_one():
    settings = Settings(embedded=EmbeddedSettings(portal_port=18080))

    assert (settings.portal_address, settings.portal_port) == ("http://127.0.0.1:18080", 18080)


def test_a_portal_of_ones_own_is_reached_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEGATION_PORTAL_ADDRESS", "https://trips.legation.example/")
    monkeypatch.setenv("LEGATION_PORTAL__PORT", "9000")

    settings = Settings()

    assert (settings.portal_address, settings.portal_port) == ("https://trips.legation.example", 9000)


def test_ways_in_for_mail_are_set_like_everything_else(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LEGATION_INBOUND__IMAP__HOST", "imap.legation.example")
    monkeypatch.setenv("LEGATION_INBOUND__IMAP__USERNAME", "trips")
    monkeypatch.setenv("LEGATION_INBOUND__IMAP__PASSWORD", "secret-word")
    monkeypatch.setenv("LEGATION_INBOUND__TRUSTED", '["mx.legation.example"]')

    inbound = Settings().inbound

    assert inbound.imap is not None
    assert (inbound.imap.port, inbound.trusted, inbound.listener) == (993, ("mx.legation.example",), None)
    assert "secret-word" not in repr(inbound)


def test_a_provider_to_sign_in_with_is_named_by_its_issuer_and_its_secret_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
):
    assert Settings().oidc is None
    monkeypatch.setenv("LEGATION_OIDC__ISSUER", "https://login.platform.example/realms/staff")
    monkeypatch.setenv("LEGATION_OIDC__CLIENT_ID", "legation-desk")
    monkeypatch.setenv("LEGATION_OIDC__CLIENT_SECRET", "secret-word")
    monkeypatch.setenv("LEGATION_OIDC__PASSWORDS", "false")

    oidc = Settings().oidc

    assert oidc is not None
    assert (oidc.issuer, oidc.passwords) == ("https://login.platform.example/realms/staff", False)
    assert "secret-word" not in repr(oidc)


@pytest.mark.parametrize("issuer", ["http://login.platform.example", "login.platform.example", ""])
def test_a_provider_is_asked_over_https_only(monkeypatch: pytest.MonkeyPatch, issuer: str):
    monkeypatch.setenv("LEGATION_OIDC__ISSUER", issuer)
    monkeypatch.setenv("LEGATION_OIDC__CLIENT_ID", "legation-desk")
    monkeypatch.setenv("LEGATION_OIDC__CLIENT_SECRET", "secret-word")

    with pytest.raises(ValueError, match="issuer"):
        Settings()
