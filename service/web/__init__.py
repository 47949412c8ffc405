"""In: the library, an audio desk and a `Site`. Out: a Flask application of pages, audio and headers.

Never: decide what is spoken, speak or render, keep or log anything about a reader.
"""
