"""The tests of sotsync; packages, so that files of one name in two folders do not collide."""
