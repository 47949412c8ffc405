"""Opens a bucket: what an operator may say about it, checked before anything is asked of it."""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from service.errors import SettingsError, StoreError
from service.store.bucket import Bucket
from service.store.gate import Gate

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config

_ADDRESS: Final = re.compile(
    r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)/?"
)
_ENDPOINT: Final = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?|https?://\[::1\](:[0-9]{1,5})?")
_LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
_CONNECT_SECONDS: Final = 2
_SECONDS: Final = 4
_TRIES: Final = 2
"""For a whole answer, and how often it is asked for, where a listener waits: eight seconds in all."""
_PATIENT_SECONDS: Final = 20
_PATIENT_TRIES: Final = 3
"""The same, where nobody does: a worker on a slow line."""
_PATIENCE_SECONDS: Final = 60.0
"""A store that is away for less than a minute costs a worker time, not its work."""


@dataclass(frozen=True, slots=True)
class S3Options:
    endpoint: str = ""
    """Where the object store is; empty is Amazon's, of the region."""
    region: str = "us-east-1"
    key_id: str = field(default="", repr=False)
    key_secret: str = field(default="", repr=False)
    session_token: str = field(default="", repr=False)
    is_bucket_in_host: bool = False
    """Whether the bucket is a part of the host's name, not of the path."""
    allows_plain_http: bool = False
    reading_places: int = 0
    """How many threads may read at once where listeners wait, who are refused at once while the store is away.

    0 is for workers, who wait for a store that is away.
    """


def get_completed(options: S3Options, environment: Mapping[str, str] | None = None) -> S3Options:
    """What the settings leave open, from the variables that every tool for S3 reads."""
    known = os.environ if environment is None else environment
    endpoint = options.endpoint or known.get("AWS_ENDPOINT_URL_S3", "") or known.get("AWS_ENDPOINT_URL", "")
    region = options.region or known.get("AWS_REGION", "") or known.get("AWS_DEFAULT_REGION", "") or "us-east-1"
    completed = replace(options, endpoint=endpoint.removesuffix("/"), region=region)
    if options.key_id or options.key_secret:
        return completed
    return replace(
        completed,
        key_id=known.get("AWS_ACCESS_KEY_ID", ""),
        key_secret=known.get("AWS_SECRET_ACCESS_KEY", ""),
        session_token=known.get("AWS_SESSION_TOKEN", ""),
    )


def read_address(address: str) -> tuple[str, str]:
    """Bucket and prefix of an address such as `s3://audio/site`. :raise SettingsError:"""
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise SettingsError(
            f"The setting 'store' is '{address}'; write s3:// and the name of a bucket, 3 to 63 small letters, digits, "
            "dots and hyphens, and after a slash a folder in it if you like, such as s3://audio/site."
        )
    return found["bucket"], found["prefix"].strip("/")


def check(options: S3Options) -> None:
    """:raise SettingsError: for an endpoint or a key that cannot be used."""
    if options.endpoint and not _ENDPOINT.fullmatch(options.endpoint):
        raise SettingsError(
            f"The setting 'store_endpoint' is '{options.endpoint}'; write it as https://s3.example.org."
        )
    parts = urlsplit(options.endpoint)
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not options.allows_plain_http:
        raise SettingsError(
            f"The setting 'store_endpoint' is '{options.endpoint}': anybody on the way can read and change what goes "
            "over http. Write https, or allow it for a network of your own with store_plain_http = true."
        )
    if bool(options.key_id) != bool(options.key_secret):
        raise SettingsError("'store_key_id' and 'store_key_secret' belong together: one of them is empty.")


def open_bucket(address: str, options: S3Options) -> Bucket:
    """The bucket at an address such as `s3://audio/site`. Asks it for nothing yet.

    :raise SettingsError: if the address, the endpoint or the keys cannot be used, or obstore is not installed.
    """
    try:
        from obstore.store import S3Store
    except ImportError as error:
        raise SettingsError("An object store needs obstore: make setup-machines installs it.") from error
    bucket, prefix = read_address(address)
    completed = get_completed(options)
    check(completed)
    tries = _TRIES if options.reading_places else _PATIENT_TRIES
    make_client = partial(
        S3Store,
        bucket,
        prefix=prefix or None,
        config=_get_config(bucket, completed),
        client_options=_get_client_options(completed),
        retry_config={"max_retries": tries - 1, "retry_timeout": timedelta(seconds=8)},
    )
    opened = Bucket(make_client, address.rstrip("/"))
    if options.reading_places:
        opened.gate = Gate(opened.title, options.reading_places, opened.probe)
    else:
        opened.patience = _PATIENCE_SECONDS
    return opened


def _get_config(bucket: str, options: S3Options) -> S3Config:
    config: S3Config = {"region": options.region, "virtual_hosted_style_request": options.is_bucket_in_host}
    if options.endpoint:
        parts = urlsplit(options.endpoint)
        host = f"{bucket}.{parts.netloc}" if options.is_bucket_in_host else parts.netloc
        config["endpoint"] = f"{parts.scheme}://{host}"
    if options.key_id:
        config["access_key_id"], config["secret_access_key"] = options.key_id, options.key_secret
    if options.session_token:
        config["session_token"] = options.session_token
    return config


def _get_client_options(options: S3Options) -> ClientConfig:
    return {
        "allow_http": options.endpoint.startswith("http://"),
        "connect_timeout": timedelta(seconds=_CONNECT_SECONDS),
        "timeout": timedelta(seconds=_SECONDS if options.reading_places else _PATIENT_SECONDS),
    }


def get_origin(address: str, options: S3Options) -> str:
    """Scheme and host that signed addresses have, as a Content-Security-Policy names them."""
    bucket, _ = read_address(address)
    completed = get_completed(options)
    endpoint = completed.endpoint or f"https://s3.{completed.region}.amazonaws.com"
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{bucket}.{parts.netloc}" if completed.is_bucket_in_host else endpoint


def try_out(bucket: Bucket) -> float:
    """Write, list, read and delete a small object; how many seconds that took.

    :raise StoreError: that names what could not be done.
    """
    path, data, started = f"probe/{secrets.token_hex(8)}", b"lectern", time.monotonic()
    found: list[bytes] = []
    deeds: tuple[tuple[str, Callable[[], object]], ...] = (
        ("written", lambda: bucket.put(path, data, {})),
        ("listed", lambda: found.extend(each.path.encode() for each in bucket.get_listed("probe"))),
        ("read", lambda: found.append(fetched.data if (fetched := bucket.get(path)) else b"")),
        ("deleted", lambda: bucket.delete([path])),
    )
    for name, do in deeds:
        try:
            do()
        except StoreError as error:
            raise StoreError(f"It cannot be {name}. {error}") from error
    if found[-1] != data or path.encode() not in found:
        raise StoreError(f"The object store {bucket.title} does not give back what was written to it.")
    return time.monotonic() - started
