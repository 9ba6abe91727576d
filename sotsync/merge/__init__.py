"""Three versions of a document, or of a list of sotsync, merged as the people of both would."""
