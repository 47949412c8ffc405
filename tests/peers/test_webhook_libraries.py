"""Our documents and signatures against the providers' own libraries and schemas."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from phone.webhooks.documents import get_documents
from phone.webhooks.senders import SECRET, SENDERS, TELNYX_PUBLIC, make_jwt
from phone.webhooks.test_signatures import ADDRESS, check, make

from .conftest import get_tool

ABSENT = "NOT PROVED HERE: {} is not installed; tests/peers/install.sh installs it"
FIELDS = {"CallSid": "CA01", "Digits": "#", "From": "+15550123", "Odd": "ä & =", "Empty": ""}


def load(name: str) -> Any:
    return pytest.importorskip(name, reason=ABSENT.format(name))


def build(element: ElementTree.Element, made: Any) -> None:
    """Put an element and all within it into a response of Twilio's library, by the library's own methods."""
    names = {"numDigits": "num_digits", "finishOnKey": "finish_on_key"}
    attributes = {names.get(name, name): value for name, value in element.items()}
    words = [element.text] if element.text else []
    inner = getattr(made, element.tag.lower())(*words, **attributes)
    for child in element:
        build(child, inner)


def test_twilio_s_library_writes_the_same_twiml() -> None:
    twiml = load("twilio.twiml.voice_response")
    count = 0
    for document in get_documents("twilio"):
        response = twiml.VoiceResponse()
        for element in ElementTree.fromstring(document):
            build(element, response)
        assert ElementTree.canonicalize(str(response)) == ElementTree.canonicalize(document)
        count += 1
    assert count > 100


def test_twilio_telnyx_and_signalwire_get_the_same_documents_but_for_their_tokens() -> None:
    for name in ("telnyx", "signalwire"):
        for ours, theirs in zip(get_documents("twilio"), get_documents(name), strict=True):
            assert get_shape(ours) == get_shape(theirs)


def get_shape(document: bytes) -> list[object]:
    elements = ElementTree.fromstring(document).iter()
    return [(each.tag, {**each.attrib, "action": ""}, each.text if each.tag == "Play" else "") for each in elements]


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_SHA256"])
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}?a=1&b=%20", "https://words.example.org:8443/phone/call"])
def test_what_twilio_s_library_signs_is_taken(algorithm: str, address: str) -> None:
    from service.phone.adapters.signatures import Signed, check_twilio

    validator = load("twilio.request_validator").RequestValidator(SECRET)
    headers = {
        "x-twilio-signature": validator.compute_signature(address, FIELDS, algorithm),
        "x-twilio-webhooks-signature-settings": f"key=k,algorithm={algorithm}",
    }
    signed = Signed(address, headers, b"", list(FIELDS.items()))
    assert check_twilio(signed, SECRET)
    assert not check_twilio(signed, SECRET + "x")


def test_telnyx_s_library_and_ours_agree() -> None:
    verification = load("telnyx.lib.webhook_verification")
    load("nacl")
    signed = make(SENDERS["telnyx"])
    verification.verify_webhook_signature(signed.body, signed.headers, TELNYX_PUBLIC)
    assert check(SENDERS["telnyx"], signed)


def test_what_plivo_s_library_signs_is_taken_and_what_we_take_it_takes() -> None:
    from service.phone.adapters.signatures import Signed, check_plivo

    v3 = load("plivo.utils.signature_v3")
    for address, fields in ((ADDRESS, FIELDS), (f"{ADDRESS}?b=2&a=1", FIELDS), (ADDRESS, {}), (f"{ADDRESS}?a=1", {})):
        base = v3.construct_post_url(address, dict(fields)).decode()
        signature = v3.get_signature_v3(SECRET.encode(), base, b"nonce-1").decode()
        headers = {"x-plivo-signature-v3": signature, "x-plivo-signature-v3-nonce": "nonce-1"}
        assert check_plivo(Signed(address, headers, b"", list(fields.items())), SECRET)
        assert v3.validate_v3_signature("POST", address, "nonce-1", SECRET, signature, dict(fields))


def test_plivo_s_library_writes_the_same_xml() -> None:
    plivoxml = load("plivo").plivoxml
    for document in get_documents("plivo"):
        response = plivoxml.ResponseElement()
        for element in ElementTree.fromstring(document):
            response.add(make_plivo(plivoxml, element))
        assert ElementTree.canonicalize(response.to_string(False)) == ElementTree.canonicalize(document)


def make_plivo(plivoxml: Any, element: ElementTree.Element) -> Any:
    if element.tag == "Hangup":
        return plivoxml.HangupElement(reason=element.get("reason"))
    if element.tag == "Redirect":
        return plivoxml.RedirectElement(element.text, method=element.get("method"))
    made = plivoxml.GetDigitsElement(
        action=element.get("action"), method=element.get("method"), timeout=int(element.get("timeout", "")),
        num_digits=int(element.get("numDigits", "")), retries=int(element.get("retries", "")),
        finish_on_key=element.get("finishOnKey"), valid_digits=element.get("validDigits"),
        redirect=element.get("redirect") == "true", log=element.get("log") == "true",
    )  # fmt: skip
    for play in element:
        made.add(plivoxml.PlayElement(play.text))
    return made


def test_vonage_s_models_take_every_action() -> None:
    ncco = load("vonage_voice.models.ncco")
    models = {"stream": ncco.Stream, "input": ncco.Input}
    for document in get_documents("vonage"):
        for action in json.loads(document):
            model = models[action["action"]](**action)
            assert model.model_dump(exclude_none=True, mode="json") == action


def test_vonage_s_library_and_ours_agree_on_tokens() -> None:
    jwt = load("vonage_jwt")
    claims = {"iat": int(time.time()), "payload_hash": hashlib.sha256(b"{}").hexdigest()}
    token = make_jwt(claims, SECRET * 2)  # the library warns of secrets below 32 bytes
    assert jwt.verify_jwt.verify_signature(token, SECRET * 2)
    assert not jwt.verify_jwt.verify_signature(token, SECRET * 3)


def test_jambonz_s_schema_takes_every_document(tmp_path: Path) -> None:
    get_tool("@jambonz/verb-specifications/index.js")
    node = shutil.which("node")
    if node is None:
        pytest.skip(ABSENT.format("node"))
    documents = [json.loads(document) for document in get_documents("jambonz")]
    (tmp_path / "documents.json").write_text(json.dumps(documents))
    done = subprocess.run([node, "-e", CHECK, str(tmp_path / "documents.json")], cwd=Path(__file__).parent,
                          capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) == sum(len(each) for each in documents) > 100


CHECK = """
const {validate, validateVerb, specs} = require('@jambonz/verb-specifications');
const every = JSON.parse(require('fs').readFileSync(process.argv[1])).flat();
for (const {verb, ...data} of every) validateVerb(verb, data, console);
let wrong = false;
try { validateVerb('gather', {timeout: 'long'}, console); wrong = true; } catch (error) { }
if (wrong) throw new Error('the schema takes everything');
process.stdout.write(String(every.length));
"""
