"""The third witness: reading a server, and settling what only running the migrations tells."""
