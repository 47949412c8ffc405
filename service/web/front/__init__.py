"""In: requests, as WSGI has them. Out: what is already bytes, from memory or from the store, without the application.

Never: answer otherwise than the application would. Whatever is not certain goes on to it.
"""
