"""Tags of languages, as authors write them."""

from __future__ import annotations

import re
from typing import Any, Final

_TAG: Final = re.compile(r"([a-z]{2,3})(?:-[A-Za-z0-9]{2,8})*")
_TWO_LETTERS: Final = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
    et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki
    kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no
    nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te
    tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905  as it can be compared with the standard
)
"""ISO 639-1, without withdrawn codes."""


def is_language_tag(value: Any) -> bool:
    """Whether a value is a tag by BCP 47 for a language that there is: `es-mx`, but not `sp`.

    Of three letters any are taken, since ISO 639-3 has eight thousand.
    """
    found = _TAG.fullmatch(value) if isinstance(value, str) else None
    return found is not None and (len(found[1]) == 3 or found[1] in _TWO_LETTERS)
