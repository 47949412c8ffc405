"""The phone line. In: keys and what became of the last sound. Out: which clips to play next, or to hang up.

Never: synthesis while a caller waits, or anything of a caller's number.
"""
