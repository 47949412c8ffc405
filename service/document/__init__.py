"""In: the text of `content/<language>/`. Out: frozen entries of sections, blocks and sentences with stable ids.

Never: audio, HTTP, Flask.
"""
