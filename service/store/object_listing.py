"""What lies in a bucket, told by listing it: a thousand names a request, several requests at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from typing import Final

from service.store.bucket import Bucket, Listed
from service.store.contract import Name
from service.store.inventory import SEALED, Held
from service.store.object_forms import CHEAP, FACTS, SERVED, get_path, read_path

_AT_ONCE: Final = 8
_FEW: Final = 64
"""So many names are asked for one by one; of more, the bucket is listed."""
_MANY: Final = 4000
"""Of more, sixteen listings run at once: each fetches up to a thousand names too many."""
_DIGITS: Final = "0123456789abcdef"


def get_listed_sizes(bucket: Bucket, names: Iterable[Name]) -> dict[Name, int]:
    """Bytes of each of these that is served and there."""
    wanted = {get_path(SERVED, name): name for name in names}
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="listing") as threads:
        if len(wanted) <= _FEW:
            heads = threads.map(lambda path: bucket.get(path, is_head=True), wanted)
            return {name: found.size for name, found in zip(wanted.values(), heads, strict=True) if found}
        parts = threads.map(lambda digit: _get_part(bucket, digit, wanted), _DIGITS if len(wanted) > _MANY else [""])
        return {name: size for part in parts for name, size in part}


def _get_part(bucket: Bucket, digit: str, wanted: dict[str, Name]) -> list[tuple[Name, int]]:
    """Those of the wanted whose key begins with a digit, or with any."""
    start, found = f"{SERVED}/{digit}", []
    for each in bucket.get_listed(SERVED, after=start):
        if not each.path.startswith(start):
            break
        if each.path in wanted:
            found.append((wanted[each.path], each.size))
    return found


def get_every_name(bucket: Bucket) -> Iterator[Name]:
    for form in (SERVED, CHEAP):
        yield from (name for each in bucket.get_listed(form) if (name := read_path(each.path)))


def get_every_object(bucket: Bucket) -> Iterator[Held]:
    """Every key that has an object. A bucket does not tell when one was read: its age counts from its writing."""
    for form in (SERVED, CHEAP):
        for key, group in groupby(bucket.get_listed(form), key=_get_key):
            if key:
                yield _get_held(form, key, list(group))


def _get_key(listed: Listed) -> str:
    name = read_path(listed.path)
    return name.key if name else ""


def _get_held(form: str, key: str, group: list[Listed]) -> Held:
    names = [name for each in group if (name := read_path(each.path))]
    suffixes = tuple(name.kind + (SEALED if form == CHEAP else "") for name in names)
    return Held(key, suffixes, sum(each.size for each in group), max(each.written for each in group))


def get_places(held: Held) -> list[str]:
    """Paths of all objects of a key."""
    return [
        get_path(CHEAP if suffix.endswith(SEALED) else SERVED, Name(held.key, suffix.removesuffix(SEALED)))
        for suffix in held.suffixes
    ]


def delete_objects(bucket: Bucket, held: Held) -> int:
    """Delete all objects of a key in one request; how many bytes that were."""
    served = [Name(held.key, suffix) for suffix in held.suffixes if not suffix.endswith(SEALED)]
    bucket.delete([*get_places(held), *(get_path(FACTS, name) for name in served)])
    return held.size
