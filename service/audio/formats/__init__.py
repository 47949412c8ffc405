"""One file a format. In: a levelled recording. Out: bytes that are the same for the same input, anywhere, any day.

Never: the store, engines.
"""
