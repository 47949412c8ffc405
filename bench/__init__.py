"""Programs that measure. `python -m bench` runs them all; each prints what it measured and on how much speech.

Never a timed test: the figures go to the docs, with the command that prints them.
"""
