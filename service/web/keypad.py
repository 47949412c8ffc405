"""The phone line on a page: a keypad, what the line says as words, and the same sounds.

Nothing is kept: the page carries where the call is, in the body of a POST, so that no address and no log tells it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, abort, render_template, request

from service.errors import CallError
from service.web.keypad_desk import KeypadDesk, Moment
from service.web.room import get_room

COMMAND: Final = "python -m service render --phone"
SIGNS: Final = "123456789*0#"
_NAMES: Final = {"*": "key_star", "#": "key_hash"}
"""The words for a sign."""
_FORM: Final = "application/x-www-form-urlencoded"
_FIELDS: Final = frozenset(("state", "event"))

blueprint = Blueprint("keypad", __name__)


@blueprint.get("/phone/try/")
def show() -> str:
    """The page before a call.

    :raise 404: if the publisher has not switched it on.
    """
    desk = _get_desk()
    return _render(desk, None if desk.is_ready() else "not_made")


@blueprint.post("/phone/try/")
def press() -> tuple[str, int]:
    """The call after an event; 400 for what is no event of a call, 503 as long as the line has no sounds.

    :raise 404: if the publisher has not switched it on. :raise 415: for a body that is no form.
    """
    desk = _get_desk()
    if request.mimetype != _FORM:
        abort(415)
    fields = request.form.to_dict(flat=False)
    is_start = not request.form.get("state")
    if not (desk.is_ready() if is_start else desk.has_voice()):
        return _render(desk, "not_made"), 503
    if not set(fields) <= _FIELDS or any(len(values) > 1 for values in fields.values()):
        return _render(desk, "refused"), 400
    try:
        moment = desk.answer(request.form.get("state", ""), request.form.get("event", ""))
    except CallError:
        return _render(desk, "refused"), 400
    return _render(desk, None if moment.following else "over", moment), 200


def _get_desk() -> KeypadDesk:
    desk = get_room().keypad
    if desk is None:
        abort(404)
    return desk


def _render(desk: KeypadDesk, notice: str | None, moment: Moment | None = None) -> str:
    """The page; `notice` is the end of the name of its words, or None."""
    tag = get_room().language.tag
    keys = desk.get_keys(tag)
    heard = [spoken for sound in (moment.sounds if moment else ()) for _, spoken in sound.words]
    end = desk.get_keys(heard[-1] if heard else tag).get("end", "")
    facts = {"notice": notice, "keypad": _get_keypad(desk, end), "keys": keys, "end": end, "command": COMMAND}
    return render_template("keypad.html", moment=moment if moment and moment.following else None, **facts)


def _get_keypad(desk: KeypadDesk, end: str) -> Sequence[tuple[str, str]]:
    """Each key with its letters, or with the name of words: for what it is called, or that it ends the call."""
    labels = {**desk.get_letters(), **_NAMES, end: "key_end"}
    return [(sign, labels.get(sign, "")) for sign in SIGNS]
