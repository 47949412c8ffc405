"""One reader under atheris, in a process of its own: `python -m peers.fuzz.harness READER [options of libFuzzer]`.

Ends with 0 if the time is over, and otherwise prints what was raised and where the input was written.
"""

from __future__ import annotations

import sys

import atheris

INSTRUMENTED = ["service.document", "service.speech.lexicon", "service.phone", "service.toml_reader"]
"""What the fuzzer sees the ways through. More of it would only be slower."""


def main() -> None:
    name = sys.argv[1]
    with atheris.instrument_imports(include=INSTRUMENTED):
        from fuzzing.readers import READERS
    atheris.Setup([sys.argv[0], *sys.argv[2:]], READERS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
