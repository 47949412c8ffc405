"""In: jobs, plain data that names all that decides the bytes. Out: those bytes in the store, made once.

Never: Flask, templates; a worker never reads `content/`.
"""
