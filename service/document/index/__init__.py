"""In: `content/` and a folder to remember it in. Out: the same library, whose entries are read when they are asked for.

Never: a fact that the content does not have. `docs/architecture.md` tells what is in the index and when it is renewed.
"""
