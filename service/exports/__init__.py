"""In: sections that have been rendered. Out: many of them as one file, and the list of all that the content calls for.

Never: speaking anything itself.
"""
