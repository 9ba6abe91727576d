"""What must hold before anybody relies on sotsync: the list of the specification, as tests."""
