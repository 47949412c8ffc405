"""One file a way for calls to arrive. In: a call. Out: the menu's events, and its actions carried out.

Never: a word of the menu's own, or anything of the caller's number.
"""
