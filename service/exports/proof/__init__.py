"""In: the content's catalogue and what is stored of it. Out: proof that every sentence is heard, or each fault by name.

Never: speaking, rendering or mending anything.
"""
