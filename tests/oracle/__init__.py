"""The real server as the judge: what PostgreSQL has after a script is what sotsync must say."""
