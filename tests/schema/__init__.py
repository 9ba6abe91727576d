"""Tests of what a schema is: names, types, canonical forms, rendering, export."""
