"""In: settings, a folder and a studio. Out: a web server whose processes may come and go while pages are served.

Never: decide what a page or a recording is; the processes ask `web/` and `exports/` for that.
"""
