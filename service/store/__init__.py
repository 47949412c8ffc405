"""In: bytes under the key of all that decides them. Out: the same bytes, proved by their digest, or nothing.

Never: what the bytes mean.
"""
