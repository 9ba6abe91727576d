"""The programs and services around a project: git, and where its repository is hosted."""
