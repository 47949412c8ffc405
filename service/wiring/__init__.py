"""The one place that names concrete parts. In: settings and a folder. Out: store, queue, desk, site and phone line.

Never: work of its own.
"""
