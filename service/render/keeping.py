"""The bound of the audio cache, as this room needs it kept."""

from __future__ import annotations

from typing import Final

from service.errors import UnknownName
from service.render.failures import KIND
from service.render.telephone import KINDS
from service.store.contract import Store
from service.store.folder import FolderStore
from service.store.inventory import Inventoried
from service.store.keeper import Keeper

_FAR_SECONDS: Final = 900.0
"""A bucket of 300,000 recordings is looked over by about 900 requests."""


def make_keeper(store: Store, megabytes: int) -> Keeper | None:
    """What keeps a store within a bound; None without one.

    The phone line's clips stay, since no call waits for them, and so do the small records of what failed.

    :raise UnknownName: if there is a bound and the store does not tell what it holds.
    """
    if not megabytes:
        return None
    pause = 0.0 if isinstance(store, FolderStore) else _FAR_SECONDS
    return Keeper(get_inventoried(store), megabytes * 1_000_000, (*KINDS, KIND), pause)


def get_inventoried(store: Store) -> Inventoried:
    """:raise UnknownName: if the store does not tell what it holds."""
    if not isinstance(store, Inventoried):
        raise UnknownName(
            "store that can be bounded or swept", type(store).__name__, ["folder:<path>", "s3://<bucket>"]
        )
    return store
