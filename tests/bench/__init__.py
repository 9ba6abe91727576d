"""Measurements, run by hand; never a test."""
