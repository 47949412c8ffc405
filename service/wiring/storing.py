"""Which store the settings name, put together. In: an address, options and a folder. Out: a store."""

from __future__ import annotations

import getpass
import hashlib
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.errors import SettingsError, UnknownName
from service.settings import Settings
from service.store.contract import Store
from service.store.s3 import S3Options

if TYPE_CHECKING:
    from service.store.objects import Hold, ObjectStore

_KNOWN: Final = ("folder:<path>", "s3://<bucket>/<folder>")


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """What a store needs to know beside its address. Plain data: it goes to workers."""

    s3: S3Options = field(default_factory=S3Options)
    near: str = ""
    """Local folder in front of an object store; empty is none."""
    near_megabytes: int = 2000


def get_store_options(settings: Settings) -> StoreOptions:
    s3 = S3Options(
        endpoint=settings.store_endpoint,
        region=settings.store_region,
        key_id=settings.store_key_id,
        key_secret=settings.store_key_secret,
        is_bucket_in_host=settings.store_bucket_in_host,
        allows_plain_http=settings.store_plain_http,
        reading_places=max(1, settings.threads // 2),
    )
    return StoreOptions(s3, settings.store_near, settings.store_near_megabytes)


def get_patient(options: StoreOptions) -> StoreOptions:
    """The same for a worker, which waits for a store that is away."""
    return replace(options, s3=replace(options.s3, reading_places=0))


def make_store(address: str, folder: Path, options: StoreOptions | None = None, hold: Hold | None = None) -> Store:
    """The store at an address such as `folder:audio_cache` or `s3://audio`; relative paths start at `folder`.

    `hold` locks among machines, for a store that has no locks of its own.

    :raise UnknownName: for another kind of store.
    :raise SettingsError: if what is said about a bucket cannot be used.
    :raise StoreError: if a folder cannot be used.
    """
    options = options or StoreOptions()
    if not address.startswith("s3:"):
        from service.store.folder import FolderStore

        return FolderStore(get_store_folder(address, folder))
    far = make_object_store(address, folder, options, hold)
    if not options.near:
        return far
    from service.store.folder import FolderStore
    from service.store.near import NearStore

    return NearStore(FolderStore(folder / options.near), far, options.near_megabytes * 1_000_000)


def make_object_store(address: str, folder: Path, options: StoreOptions, hold: Hold | None = None) -> ObjectStore:
    """:raise SettingsError: if what is said about the bucket cannot be used."""
    from service.store.local_locks import LocalLocks
    from service.store.objects import ObjectStore
    from service.store.s3 import open_bucket

    mark = hashlib.sha256(f"{address} {options.s3.endpoint} {getpass.getuser()}".encode()).hexdigest()[:16]
    places = [folder / options.near / "lock"] if options.near else []
    locks = LocalLocks((*places, Path(tempfile.gettempdir()) / f"lectern-{mark}"))
    return ObjectStore(open_bucket(address, options.s3), hold or locks)


def get_store_origin(settings: Settings) -> str:
    """Where players are led, if they are; else empty.

    :raise SettingsError: if they should be led where there is no object store.
    """
    if not settings.store_redirect:
        return ""
    if not settings.store.startswith("s3:"):
        raise SettingsError(f"'store_redirect' leads players to an object store, but 'store' is '{settings.store}'.")
    from service.store.s3 import get_origin

    return get_origin(settings.store, get_store_options(settings).s3)


def get_turns_folder(address: str, folder: Path, options: StoreOptions) -> Path | None:
    """Where all workers of this machine see whose turn it is to ask a service: beside the locks of the store.

    None is the engine's own place, for an object store without a folder near it.
    """
    if not address.startswith("s3:"):
        return get_store_folder(address, folder) / "lock" / "turns"
    return folder / options.near / "lock" / "turns" if options.near else None


def get_store_folder(address: str, folder: Path) -> Path:
    """The folder of a store that is one. :raise UnknownName: for another kind of store."""
    kind, _, place = address.partition(":")
    if kind != "folder" or not place:
        raise UnknownName("store", address, _KNOWN)
    return folder / place
