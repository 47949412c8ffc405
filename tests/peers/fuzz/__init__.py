"""Fuzzing guided by coverage: `python -m peers.fuzz --seconds 600`, with `PYTHONPATH=.:tests`."""
