"""Replay: scripts in, facts out."""
