"""All settings: one dataclass, filled from `lectern.toml` and then from `LECTERN_*`. Unknown ones are refused.

`docs/settings.md` documents each; a test compares the two.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from service.errors import SettingsError
from service.toml_reader import read_toml

FILE_NAME: Final = "lectern.toml"
PREFIX: Final = "LECTERN_"
_MOST_BYTES: Final = 1_000_000
SERVERS: Final = ("granian", "waitress")
_LOOPBACK: Final = ("127.0.0.1", "[::1]", "localhost")
_EXIT: Final = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]*[A-Za-z0-9]|\[::1\])(:[0-9]{1,5})?"
    r"([/?][A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?"
)
"""An address as RFC 3986 writes it, with a host, without credentials and without a fragment."""


def _setting(default: Any, help_text: str, least: int | None = None, most: int | None = None, step: int = 1) -> Any:
    return field(default=default, metadata={"help": help_text, "least": least, "most": most, "step": step})


def _secret(help_text: str) -> Any:
    """A text that is never shown: not in a message, not in a traceback."""
    return field(default="", repr=False, metadata={"help": help_text, "least": None, "most": None, "step": 1})


@dataclass(frozen=True, slots=True)
class Settings:
    site_name: str = _setting("Word list", "Name of the site, in every title: keep it neutral, histories show it.")
    language: str = _setting("en", "Main language: the folder of content/ shown at /; others are at /<tag>/.")
    site_address: str = _setting("", "Public address, such as https://example.org, for links between translations.")
    content: str = _setting("content", "Folder with the content.")
    index: str = _setting("content_index", "Folder that remembers what was found in the content; it can be deleted.")
    store: str = _setting("folder:audio_cache", "Where audio is kept: folder: and a path, or s3://bucket/folder.")
    store_megabytes: int = _setting(
        0, "Most megabytes that the folder of audio may hold; 0 is no bound.", 0, 100_000_000
    )
    store_endpoint: str = _setting("", "Address of the object store, such as https://s3.example.org; empty: Amazon's.")
    store_region: str = _setting("", "Region of the object store; empty is AWS_REGION or us-east-1.")
    store_key_id: str = _secret("Name of the object store's key; empty is AWS_ACCESS_KEY_ID or the machine's role.")
    store_key_secret: str = _secret("The key's secret; put it into the environment.")
    store_bucket_in_host: bool = _setting(False, "Bucket as a part of the host's name, not of the path.")
    store_plain_http: bool = _setting(False, "Allow http to an object store that is not on this machine.")
    store_near: str = _setting("audio_near", "Local folder in front of an object store; empty is none.")
    store_near_megabytes: int = _setting(2000, "Most megabytes in that folder.", 1, 100_000_000)
    store_redirect: bool = _setting(False, "Browsers fetch sounds from the object store itself, by signed addresses.")
    queue: str = _setting(
        "pool:2", "Who renders: pool: and a number of processes, or celery+amqp:// or celery+redis://."
    )
    metrics_host: str = _setting("127.0.0.1", "Address that figures for Prometheus are served at.")
    metrics_port: int = _setting(0, "Port that figures for Prometheus are served at; 0 is not at all.", 0, 65535)
    log_format: str = _setting("text", "How the log is written: text or json.")
    x_accel: str = _setting("", "Location of nginx from which it sends audio by itself, such as /kept/.")
    worker_megabytes: int = _setting(
        2000, "Most megabytes of memory that one worker process may write to.", 200, 1_000_000
    )
    host: str = _setting("127.0.0.1", "Address that the web server listens on.")
    hosts: str = _setting("", "Further names that readers may ask this server by, such as example.org.")
    trusted_proxies: str = _setting("", "Proxies whose X-Forwarded-For is believed, such as 10.0.0.5, 10.1.0.0/24.")
    requests_a_minute: int = _setting(
        600, "Pages within a minute for one address, and twenty times as much audio; 0 is without limit.", 0, 1_000_000
    )
    port: int = _setting(8000, "Port that the web server listens on.", 1, 65535)
    server: str = _setting("granian", "Web server: granian, or waitress for the smallest installs.")
    web_workers: int = _setting(2, "Web processes of granian; waitress has one.", 1, 32)
    threads: int = _setting(4, "Threads of each web process.", 2, 64)
    memory_megabytes: int = _setting(32, "Most megabytes of pages, and of audio, in memory of each process.", 0, 4096)
    watch_content: bool = _setting(True, "Take up changes of the content while serving.")
    engine: str = _setting("pyttsx3", "Speech engine: the name of a file in service/speech/engines/.")
    fallback: str = _setting("", "Engine that speaks what the main engine cannot, such as pyttsx3; empty is none.")
    voices: str = _setting("", "Voices by language, such as en=gmw/en-US, es=roa/es; empty is the engine's own choice.")
    words_a_minute: int = _setting(165, "Speaking rate in words a minute.", 100, 300)
    piper_voices: str = _setting("voices", "Folder with the voices of piper: two files for each.")
    mp3_kilobits: int = _setting(48, "Bit rate of MP3 in kbit/s: 32, 40, 48, 56 or 64.", 32, 64, step=8)
    mp3_quality: int = _setting(5, "LAME's quality: 0 is best and slowest, 9 fastest.", 0, 9)
    offline: bool = _setting(True, "Offer readers to keep the glossary on their device, if they ask for it.")
    neutral_names: bool = _setting(False, "Tags and names of audio files that do not name the subject.")
    neutral_titles: bool = _setting(False, "Titles in tabs and histories that are the site's name alone.")
    exit_address: str = _setting("https://www.bbc.co.uk/weather", "Where 'Exit this page' leads: neutral and light.")
    fewer_traces: bool = _setting(False, "Links within the site leave no entry in the tab's back list; Back leaves it.")

    phone_languages: str = _setting("", "Languages that the phone line offers, such as en, es; empty is all it can.")
    phone_greetings: str = _setting("", "First words of the line by language, such as en=Word line. | es=Palabras.")
    phone_persons: str = _setting("", "Who to reach, by language, such as en=the helpline: 0800 000 000 | es=...")
    phone_voices: str = _setting("", "Further voices of the line by language, such as en=gmw/en-US | es=roa/es-419.")
    phone_web_address: str = _setting("", "Web address that the line says in its help, such as example.org.")
    phone_calls: int = _setting(50, "Phone calls at once; further ones hear that the line is busy.", 1, 500)
    phone_agi_host: str = _setting("127.0.0.1", "Address that the FastAGI server for Asterisk listens on.")
    phone_agi_port: int = _setting(4573, "Port that the FastAGI server listens on.", 1, 65535)
    phone_agi_allow: str = _setting("", "Who may connect to the FastAGI server, such as 10.0.0.5, 10.1.0.0/24.")
    phone_agi_sounds: str = _setting("", "The store's folder as Asterisk sees it; empty is the store's own path.")
    phone_try: bool = _setting(False, "A page with a keypad, /phone/try/, on which anyone can hear the phone line.")
    phone_calls_a_caller: int = _setting(30, "Calls from one number within an hour; 0 is without limit.", 0, 1000)
    phone_calls_a_caller_at_once: int = _setting(5, "Open calls of one number through Asterisk; 0 is no limit.", 0, 500)
    phone_webhook: str = _setting("", "Telephone provider whose calls are taken, such as twilio; empty is none.")
    phone_webhook_secret: str = _secret("What that provider signs its requests with; put it into the environment.")
    phone_webhook_key: str = _secret("Signs the steps of calls, where the provider's key is public: telnyx.")

    def get_site_address(self) -> str:
        """The public address without a slash at its end, or "". :raise SettingsError:"""
        address = self.site_address.strip().removesuffix("/")
        if address and not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?", address):
            raise SettingsError(f"The setting 'site_address' is '{address}'; write it as https://example.org.")
        return address

    def get_exit_address(self) -> str:
        """Where "Exit this page" leads. :raise SettingsError: if it is no plain https address of another site.

        http is let through only to this machine itself, where nobody else can listen.
        """
        address = self.exit_address.strip()
        found = _EXIT.fullmatch(address)
        if not found or (found["scheme"] == "http" and found["host"] not in _LOOPBACK):
            raise SettingsError(
                f"The setting 'exit_address' is '{address}'; write an https address without a name or password in it, "
                "such as https://www.bbc.co.uk/weather."
            )
        if urlsplit(self.get_site_address()).netloc.lower() == urlsplit(address).netloc.lower():
            raise SettingsError(f"The setting 'exit_address' is '{address}', on this very site; name another site.")
        return address

    def get_server(self) -> str:
        """The name of the web server. :raise SettingsError: for an unknown one."""
        if self.server not in SERVERS:
            raise SettingsError(f"The setting 'server' is '{self.server}'; write {' or '.join(SERVERS)}.")
        return self.server

    def get_voice_names(self) -> dict[str, str]:
        """Voice by language tag in lower case. :raise SettingsError:"""
        names = {}
        for pair in filter(None, (part.strip() for part in self.voices.split(","))):
            language, equals, name = (piece.strip() for piece in pair.partition("="))
            if not (language and equals and name):
                raise SettingsError(f"The setting 'voices' has '{pair}'; write language=voice, such as en=gmw/en-US.")
            names[language.lower()] = name
        return names


_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def get_settings(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `folder`/lectern.toml if it is there, then from the environment, which wins.

    :raise SettingsError: naming every setting that is unknown or has a wrong value.
    """
    environment = os.environ if environment is None else environment
    values = _read_file(folder / FILE_NAME)
    names = {setting.name for setting in fields(Settings)}
    for variable, value in environment.items():
        if variable.startswith(PREFIX):
            values[variable.removeprefix(PREFIX).lower()] = (value, variable)
    faults = [
        f"{place}: there is no setting '{name}'. Known: {', '.join(sorted(names))}."
        for name, (_, place) in values.items()
        if name not in names
    ]
    known = {}
    for setting in fields(Settings):
        if setting.name in values:
            try:
                known[setting.name] = _read_value(setting, *values[setting.name])
            except SettingsError as error:
                faults.append(str(error))
    if faults:
        raise SettingsError("\n".join(faults))
    settings = Settings(**known)
    settings.get_site_address()
    settings.get_exit_address()
    settings.get_server()
    return settings


def _read_file(path: Path) -> dict[str, tuple[Any, str]]:
    try:
        with path.open("rb") as file:
            values = read_toml(file.read(_MOST_BYTES).decode("utf-8"))
            return {name: (value, path.name) for name, value in values.items()}
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}.") from error


def _read_value(setting: Any, value: Any, place: str) -> Any:
    """A value in the setting's own type; the environment has only text."""
    wanted, text = type(setting.default), str(value).strip()
    if wanted is bool and text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    if wanted is int and re.fullmatch(r"-?[0-9]{1,9}", text) and not isinstance(value, bool):
        number, least, most = int(text), setting.metadata["least"], setting.metadata["most"]
        step = setting.metadata["step"]
        if least <= number <= most and number % step == least % step:
            return number
        steps = f" in steps of {step}" if step > 1 else ""
        raise SettingsError(f"{place}: '{setting.name}' is {number}; it must be from {least} to {most}{steps}.")
    if wanted is str and isinstance(value, str):
        return value
    kind = {bool: "true or false", int: "a whole number", str: "text in quotes"}[wanted]
    raise SettingsError(f"{place}: '{setting.name}' is {value!r}; it must be {kind}.")
