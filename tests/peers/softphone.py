"""A real SIP client, PJSIP, that is told what to do: dial, press keys in the sound or as SIP INFO, hang up.

As a program it reads commands, one a line, and writes what happens. Each runs in a process of its own: PJSIP has one
state for a whole process.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

SECONDS = 8.0


@dataclass
class Softphone:
    """A call from outside the process."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self.news:
                self.lines.append(line.strip())
                self.news.notify_all()

    def wait_for(self, word: str, seconds: float = SECONDS) -> str:
        """The first line that starts with a word."""
        with self.news:
            found = self.news.wait_for(lambda: any(line.startswith(word) for line in self.lines), seconds)
            assert found, f"the softphone never said {word!r}: {self.lines}"
            return next(line for line in self.lines if line.startswith(word))

    def tell(self, *words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(words) + "\n")
        self.process.stdin.flush()

    def press(self, keys: str) -> None:
        """In the sound's own stream, as RFC 4733 says."""
        self.tell("press", keys)

    def press_by_info(self, keys: str) -> None:
        """As SIP INFO."""
        self.tell("info", keys)


@contextmanager
def dial(uri: str, port: int, codec: str = "PCMU/8000") -> Iterator[Softphone]:
    """A call whose sound comes to `port` and the next; it is hung up at the end if it is not over."""
    command = [sys.executable, __file__, uri, str(port), codec]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        phone = Softphone(process)
        reader = threading.Thread(target=phone.read)
        reader.start()
        try:
            yield phone
        finally:
            if process.poll() is None:
                phone.tell("end")
            process.wait(15)
            reader.join(5)


def main() -> None:
    """Be the phone: `softphone.py URI PORT CODEC`."""
    import pjsua2 as pj

    uri, port, codec = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    over = threading.Event()

    class Call(pj.Call):  # type: ignore[misc]
        def onCallState(self, _: Any) -> None:
            info = self.getInfo()
            print(info.stateText, info.lastStatusCode, flush=True)
            if info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
                over.set()

    endpoint = pj.Endpoint()
    endpoint.libCreate()
    configuration = pj.EpConfig()
    configuration.logConfig.level = configuration.logConfig.consoleLevel = 0
    configuration.uaConfig.threadCnt = 1
    rate = 16000 if codec.startswith("G722") else 8000
    configuration.medConfig.clockRate = configuration.medConfig.sndClockRate = rate
    configuration.medConfig.noVad, configuration.medConfig.ecTailLen = True, 0
    endpoint.libInit(configuration)
    transport = pj.TransportConfig()
    transport.boundAddress = transport.publicAddress = "127.0.0.1"
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    for each in endpoint.codecEnum2():
        endpoint.codecSetPriority(each.codecId, 255 if each.codecId.startswith(codec) else 0)
    account = pj.Account()
    settings = pj.AccountConfig()
    settings.idUri = "sip:+447700900123@127.0.0.1"
    media = settings.mediaConfig.transportConfig
    media.boundAddress = media.publicAddress = "127.0.0.1"
    media.port = port
    account.create(settings)
    call = Call(account)
    options = pj.CallOpParam(True)
    options.opt.audioCount, options.opt.videoCount = 1, 0
    call.makeCall(uri, options)
    threading.Thread(target=_obey, args=(call, endpoint, pj, over), daemon=True).start()
    over.wait()
    del call
    account.shutdown()
    endpoint.libDestroy()  # waits until the other side knows


def _obey(call: Any, endpoint: Any, pj: Any, over: threading.Event) -> None:
    endpoint.libRegisterThread("commands")
    for line in sys.stdin:
        word, _, keys = line.strip().partition(" ")
        if word == "press":
            call.dialDtmf(keys)
        elif word == "info":
            for key in keys:
                parameters = pj.CallSendDtmfParam()
                parameters.method, parameters.digits = pj.PJSUA_DTMF_METHOD_SIP_INFO, key
                call.sendDtmf(parameters)
        elif word == "end":
            break
    if not over.is_set():
        call.hangup(pj.CallOpParam(True))
        if not over.wait(3):
            over.set()


if __name__ == "__main__":
    main()
