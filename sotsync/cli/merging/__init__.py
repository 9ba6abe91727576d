"""What ``sotsync merge-driver`` does around the merge itself: git's side of it."""
