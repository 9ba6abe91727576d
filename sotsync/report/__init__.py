"""Findings and changes as text: one format a file, found by name in ``formats``.

A report is pure: values in, text out. Whoever writes it decides where to, and whether in colour.
"""
