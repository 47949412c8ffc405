"""Stands before the site and turns away what is too large, too often, or meant for another host. Any WSGI application
can be behind it. Never: a word about who asked, in a log, a page or a figure."""
