"""Debian's rabbitmq-server, on free ports of this machine, with a node name, folders and a port mapper of its own."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

import pytest

from bench._ports import get_free_port

from .brokers import kill, start, wait

_PROGRAM = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""What Debian's own script starts, after it has become another user: tests need no other user."""


class RabbitMq:
    def __init__(self, folder: Path) -> None:
        epmd = shutil.which("epmd")
        if epmd is None or not _PROGRAM.exists():
            pytest.skip("NOT PROVED HERE: no rabbitmq-server on this machine; tests/peers/install.sh installs it")
        self.port = get_free_port()
        self.address = f"celery+amqp://guest:guest@127.0.0.1:{self.port}//"
        self._log = folder / "rabbitmq.log"
        mapper_port = str(get_free_port())
        for name in ("data", "logs", "home"):
            (folder / name).mkdir()
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = true\nlog.console.level = warning\n"
            "vm_memory_high_watermark.absolute = 300MB\ndisk_free_limit.absolute = 50MB\n"
        )
        (folder / "enabled_plugins").write_text("[].\n")
        self._variables = {
            "HOME": str(folder / "home"),
            "ERL_EPMD_PORT": mapper_port,
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"lectern{secrets.token_hex(4)}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(get_free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "logs"),
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            # two schedulers, and none that spin while they wait: others need the processors too
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none "
            "-kernel inet_dist_use_interface {127,0,0,1}",
        }
        self._mapper = start([epmd, "-port", mapper_port, "-address", "127.0.0.1"], folder / "epmd.log")
        self.start()

    def start(self) -> None:
        self._process = start([str(_PROGRAM)], self._log, **self._variables)
        wait(self._answers, self._process, self._log)

    def _answers(self) -> bool:
        from kombu.connection import Connection

        try:
            with Connection(self.address.removeprefix("celery+"), connect_timeout=2) as line:
                line.connect()
                return True
        except OSError:
            return False

    def forget(self) -> None:
        """All that lies in its queues, and what workers have of them."""
        from kombu.connection import Connection

        with Connection(self.address.removeprefix("celery+")) as line:
            for name in ("lectern.urgent", "lectern.bulk"):
                line.default_channel.queue_delete(name)

    def kill(self) -> None:
        kill(self._process)

    def close(self) -> None:
        self.kill()
        kill(self._mapper)
