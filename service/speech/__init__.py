"""In: a section of the document. Out: a script of what is said and where it pauses; from an engine, clips.

Never: files of the cache, encoders.
"""
