"""The rules of the database conventions: one rule, one module, one page, one folder of tests."""
