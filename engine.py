"""The seals on what Temporal keeps, put together from the settings; a part of the composition root."""

from pathlib import Path
from typing import TYPE_CHECKING

from temporalio.converter import DataConverter

from activities.adapters.engine_keys import EngineKeys, GivenKeys, KeyFile
from activities.adapters.payloads import EngineCodec, data_converter
from embedded import codec
from settings import Settings

if TYPE_CHECKING:
    from portal.codec_readers import Readers
    from portal.web.codec import CodecDesk


def converter_of(settings: Settings) -> DataConverter:
    """What clients and workers of this machine use. Raises BadEngineKeys or OSError without keys."""
    return data_converter(engine_keys(settings), readable=settings.engine.readable)


def engine_keys(settings: Settings) -> EngineKeys:
    """With which everything that Temporal keeps is sealed; those of the embedded stack are made on first use.

    Raises BadEngineKeys when what the settings name holds no keys, OSError when it cannot be read.
    """
    if settings.engine.secrets is not None:
        return GivenKeys.of_text(settings.engine.secrets.get_secret_value(), "LEGATION_ENGINE__SECRETS")
    file = engine_key_file(settings)
    if settings.engine.keys is None and settings.is_embedded_temporal:
        return file.made_on_first_use()
    file.read()
    return file


def engine_key_file(settings: Settings) -> KeyFile:
    """The file with the engine's keys, be it there or not."""
    own = settings.engine.keys
    return KeyFile(own.absolute() if own else settings.embedded.directory / "keys" / "engine.json")


def codec_readers(settings: Settings) -> "Readers":
    """Who may have payloads shown in clear: those of the settings' file, and the embedded Temporal UI."""
    from portal.codec_readers import Reader, Readers, hash_of

    embedded = settings.embedded
    path = settings.engine.readers or embedded.directory / "keys" / "codec-readers.json"
    if not settings.is_embedded_temporal:
        return Readers(path.absolute())
    return Readers(path.absolute(), [Reader(codec.READER, hash_of(codec.token(embedded)), "")])


def codec_record_file(settings: Settings) -> Path:
    """Where looks at payloads in clear are noted."""
    return (settings.engine.record or settings.embedded.log_directory / "codec-record.jsonl").absolute()


def open_codec(settings: Settings) -> "CodecDesk":
    """What shows readers in clear what Temporal keeps. Raises BadEngineKeys or OSError without keys."""
    from portal.codec_record import LookRecord
    from portal.web.codec import CodecDesk

    is_embedded = settings.is_embedded_temporal
    origins = codec.ui_origins(settings.embedded) if is_embedded else ()
    return CodecDesk(
        seals=EngineCodec(engine_keys(settings), readable=settings.engine.readable),
        readers=codec_readers(settings),
        record=LookRecord(codec_record_file(settings)),
        origins=frozenset((*settings.engine.ui_origins, *origins)),
        ui_reader=codec.READER if is_embedded else "",
    )
