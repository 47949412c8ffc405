"""In: clips and pauses. Out: a levelled recording with timings in samples, and its encoded forms.

Never: engines, the network.
"""
