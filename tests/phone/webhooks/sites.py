"""The whole site over a made-up glossary: settings, pages and webhooks in one application, with the guard before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from document.files import get_front, read
from exports.studio import BODY, HereQueue, make_editions, make_here_queue

from service.exports.desk import Desk
from service.exports.editions import run_pairs
from service.settings import Settings
from service.speech.script import find_no_forms
from service.wiring.phone import make_recordings
from service.wiring.studio import Studio
from service.wiring.web import make_app

from .callers import KEY, SITE
from .senders import SECRET, Sender

SETTINGS = Settings(site_address=SITE, phone_webhook="twilio", phone_webhook_secret=SECRET)


@dataclass
class Site:
    """The application, and what it is made of."""

    folder: Path
    settings: Settings = SETTINGS
    queue: HereQueue = field(init=False)

    def make(self, is_rendered: bool = True) -> Any:
        files = {"en/hope.md": get_front("Hope", "101") + BODY, "en/care.md": get_front("Care", "102") + BODY}
        library = read(self.folder, files)
        self.queue = make_here_queue(self.folder)
        studio = Studio(self.settings, library, self.queue.bench.store, self.queue, find_no_forms, self.folder)
        editions = make_editions(library)
        if is_rendered:
            pairs = {each.job.key: (each.job, each.instead) for each in make_recordings(studio, editions).get_planned()}
            run_pairs(list(pairs.values()), studio.store, self.queue, lambda *_: None)
        desk = Desk(studio.store, self.queue, lambda: editions)
        desk.start(10)
        return make_app(studio, desk, self.folder).test_client()


def get_settings_for(sender: Sender) -> Settings:
    return Settings(
        site_address=SITE, phone_webhook=sender.name, phone_webhook_secret=sender.secret, phone_webhook_key=KEY
    )
