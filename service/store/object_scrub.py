"""The scrubber of a bucket: reads every object and moves aside what does not match its digest.

It trusts nothing that was proved before. Safe beside whatever uses the bucket. Every byte is fetched, which costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

from service.store.bucket import Listed
from service.store.object_forms import FACTS, SERVED, get_path, read_path
from service.store.objects import ObjectStore
from service.store.scrub import Checked, Other

_AT_ONCE: Final = 8
_BATCH: Final = 64
"""So many are in memory at once, at most."""
_OWN: Final = ("bad/", "probe/")


def scrub_bucket(store: ObjectStore) -> Iterator[Checked | Other]:
    """Read everything; what is wrong is moved to bad/, everything else is left where it is.

    :raise StoreError: if the bucket does not answer.
    """
    listed = store.bucket.get_listed()
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="scrub") as threads:
        while batch := list(islice(listed, _BATCH)):
            yield from filter(None, threads.map(partial(_check, store), batch))


def _check(store: ObjectStore, listed: Listed) -> Checked | Other | None:
    name, path = read_path(listed.path), Path(listed.path)
    if name is None:
        return Other(path, listed.size, "moved aside before" if listed.path.startswith(_OWN) else "foreign")
    form = listed.path[0]
    if form == FACTS:
        if store.bucket.get(get_path(SERVED, name), is_head=True) is not None:
            return None
        return Other(path, listed.size, "facts without their bytes, which are never read")
    judged = store.judge(form, name)
    if judged is None:
        return None  # deleted meanwhile
    why = "" if judged.proved else "it does not match its digest"
    return Checked(path, judged.size, why, judged.is_moved)
