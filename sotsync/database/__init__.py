"""A real server as a witness: its catalog read as a schema, and migrations run on a throw-away.

``connection`` and ``catalog`` read a live server and change nothing in it. ``embedded``,
``platform`` and ``apply`` run migrations on a server of our own, and ``settle`` joins what that
server says with what the static replay knows of who did what and where.
"""
