"""In: what happened, from any room. Out: numbers for Prometheus, at an address of their own, if settings ask for it.

Never: a label about a reader, nor one whose values a reader can choose.
"""
