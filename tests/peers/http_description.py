"""An OpenAPI description of all that the application answers, made from its own map of addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Flask

FORM = "application/x-www-form-urlencoded"
_PLACE = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "slug": ("grief", "shame", "trauma-bonding", "help", "safety", "no-entry"),
    "section": ("definition", "introduction", "say-it", "all", "no-section"),
    "key": ("0" * 64,),
    "event": ("k0.1", "s4", "k9999.9999"),
    "letter": ("g", "s", "other"),
}
"""What some places in addresses can hold; of any other, and of these too, whatever text there is."""
_FORMS: Mapping[str, dict[str, tuple[str, ...]]] = {
    "search": {"words": ("grief", "harm shame", "zzzz")},
    "phone/try": {"state": ("", '[1,"menu"]'), "event": ("started", "keys 1 0 5", "silent", "unplayable 2")},
    "phone/call": {"CallSid": ("CA01",), "Digits": ("1", "#")},
    "preferences": {"speed": ("1", "0.8"), "theme": ("dark",)},
}
_HEADERS = ("Range", "If-None-Match", "Accept-Encoding", "X-Twilio-Signature")


def describe(app: Flask) -> dict[str, Any]:
    """OpenAPI 3 with every rule and method of the application."""
    paths: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        path = _PLACE.sub(r"{\1}", rule.rule)
        methods = (rule.methods or set()) - {"OPTIONS", "HEAD", "TRACE"}
        paths.setdefault(path, {}).update({method.lower(): _describe(path, method) for method in sorted(methods)})
    return {"openapi": "3.0.3", "info": {"title": "Lectern", "version": "1"}, "paths": paths}


def _describe(path: str, method: str) -> dict[str, Any]:
    places = [_make(name, "path", _KNOWN.get(name, ()), required=True) for name in re.findall(r"\{(\w+)\}", path)]
    others = [_make("words", "query", ("grief",))]
    headers = [_make(name, "header", ("bytes=0-1", "gzip", "*")) for name in _HEADERS]
    said: dict[str, Any] = {"parameters": [*places, *others, *headers], "responses": {"default": {"description": "."}}}
    fields = next((fields for part, fields in _FORMS.items() if part in path), {"words": ("a",)})
    if method in ("POST", "PUT", "PATCH"):
        properties = {name: _get_text(known) for name, known in fields.items()}
        said["requestBody"] = {"content": {FORM: {"schema": {"type": "object", "properties": properties}}}}
    return said


def _make(name: str, place: str, known: tuple[str, ...], required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": _get_text(known)}


def _get_text(known: tuple[str, ...]) -> dict[str, Any]:
    anything = {"type": "string", "maxLength": 300}
    return {"anyOf": [{"type": "string", "enum": list(known)}, anything]} if known else anything
