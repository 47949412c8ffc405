"""Starts Orca without a voice, and writes what it says into a file, one utterance a line, as JSON.

Run by the Python of the system, which has Orca: `/usr/bin/python3 orca_start.py FILE`. The command `orca` is not used,
since it ends, or gives way to, any other Orca of the same user. Without a voice nothing waits for a sound card, and
what is said does not depend on how fast it would be spoken. The words come from the log that Orca has for tests of
itself; seen with Orca 43.1.
"""

import json
import logging
import sys

from orca import orca, settings

SETTINGS = {
    "speechServerFactory": "",
    "enableKeyEcho": False,  # the keys that a test presses are in the test
}


class Words(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(record.getMessage())


handler = logging.FileHandler(sys.argv[1], encoding="utf-8")
handler.setFormatter(Words())
logging.getLogger("speech").addHandler(handler)
settings.speechFactoryModules = []
orca.getSettingsManager().activate(None, SETTINGS)
sys.exit(orca.main())
