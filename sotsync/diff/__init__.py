"""Documented against actual: typed changes with the places of both sides.

``codes`` lists every kind of drift and ``changes`` holds the values. ``schemas`` compares two
schemas, ``documents`` a document with a replay, region by region.

``situation``, ``facts``, ``cells`` and ``histories`` decide what is compared and when a documented
fact and an actual one are the same. They are the one place that decides it: the patcher asks them
too, so that no change and no edit mean the same thing.
"""
