"""Debian's nginx on this machine, with our own site file and only what must differ here: ports, paths, no TLS."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SITE = Path(__file__).parents[2] / "deploy" / "nginx" / "lectern.conf"
FRAME = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 256; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def get_program() -> str:
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("NOT PROVED HERE: no nginx; tests/peers/install.sh installs it")
    return program


def write_site(folder: Path, port: str, server: str, kept: Path) -> Path:
    """Our site file as it must be here; the whole configuration."""
    site = SITE.read_text(encoding="utf-8").replace("127.0.0.1:8000", server)
    site = site.replace("/srv/lectern/app/audio_cache/", f"{kept}/")
    site = re.sub(r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};", site)
    site = re.sub(r"listen 80;", f"listen 127.0.0.1:{port};", site)
    site = re.sub(r" *(listen \[::\]|ssl_).*\n", "", site)
    plain, secure = re.findall(r"^server \{\n.*?^\}\n", site, re.MULTILINE | re.DOTALL)
    site = site.replace(plain, plain.replace("words.example.org;", "plain.example.org;", 1))
    (folder / "site.conf").write_text(site.replace(secure, secure.replace("words.example.org;", "localhost;", 1)))
    (folder / "nginx.conf").write_text(FRAME.format(folder=folder))
    return folder / "nginx.conf"


@contextmanager
def serve(folder: Path, port: str, server: str, kept: Path) -> Iterator[None]:
    configuration = write_site(folder, port, server, kept)
    program = get_program()
    subprocess.run([program, "-t", "-q", "-c", str(configuration)], check=True, capture_output=True, timeout=30)
    user = ["-g", "user root;"] if Path("/proc/self").owner() == "root" else []
    with subprocess.Popen([program, "-c", str(configuration), *user], stderr=subprocess.PIPE) as running:
        try:
            yield
        finally:
            running.terminate()
            running.wait(30)
