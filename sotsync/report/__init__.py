"""Changes and findings as text for people and JSON for machines."""
