"""Documented against actual: typed changes with the places of both sides.

``codes`` lists every kind of drift, ``changes`` holds the values, ``facts`` decides when a
documented fact and an actual one are the same (the one place that decides it, for the patcher
too), ``schemas`` compares two schemas, ``documents`` a document with a replay.
"""
