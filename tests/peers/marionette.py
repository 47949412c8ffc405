"""Firefox on a desktop, with a profile for listening to it by a screen reader."""

from __future__ import annotations

import json
from typing import Any

from .desktop import Desktop, wait_for
from .firefox import get_module, lenient

PREFERENCES = {
    # Accessibility on. `remote.prefs.recommended` would make a browser for tests of it.
    "accessibility.force_disabled": -1, "marionette.port": 0, "remote.prefs.recommended": False,
    # What was visited is not told, or the words would depend on the order of the tests.
    "layout.css.visited_links_enabled": False, "places.history.enabled": False,
    # No first steps, and no line to anywhere but this machine.
    "browser.aboutwelcome.enabled": False, "browser.shell.checkDefaultBrowser": False, "browser.startup.page": 0,
    "browser.newtabpage.enabled": False, "browser.newtab.preload": False, "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False, "toolkit.telemetry.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "browser.safebrowsing.update.enabled": False, "services.settings.server": "data:,",
}  # fmt: skip


class Firefox:
    """A Firefox that runs on a desktop, in the session that a screen reader listens to."""

    def __init__(self, desktop: Desktop, first: str) -> None:
        profile = desktop.folder / "profile"
        profile.mkdir()
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
        (profile / "user.js").write_text("".join(lines))
        desktop.start("firefox-esr", "--no-remote", "--kiosk", "--marionette", "--profile", str(profile), first)
        port = profile / "MarionetteActivePort"
        wait_for(lambda: port.exists() and port.read_text(), 60, lambda: f"Firefox: {desktop.read_log('firefox-esr')}")
        with lenient():
            self._driver = get_module().Marionette(host="127.0.0.1", port=int(port.read_text()))
            self._driver.start_session({"timeouts": {"pageLoad": 30_000, "script": 20_000}})

    def close(self) -> None:
        with lenient():
            self._driver.delete_session()

    def open(self, address: str) -> None:
        """Returns when the page is loaded."""
        self._driver.navigate(address)

    def evaluate(self, expression: str) -> Any:
        return self._driver.execute_script(f"return {expression}", sandbox=None)
