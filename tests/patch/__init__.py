"""Tests of planning and proving patches."""
