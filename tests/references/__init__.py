"""References between documents: found, repaired, reviewed."""
