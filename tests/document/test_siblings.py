"""The other Source-of-Truth documents."""

from __future__ import annotations

from sotsync.document.siblings import read_sibling
from sotsync.text import Source

TEXT = """---
id_prefix: API-XXX
---
# API Contracts

## API-045: List Orders

**Status**: Active, see DBT-009

**Database Operations**:
- [DBT-001](SoT.ACTUAL_SCHEMA.md#dbt-001) - Orders (Read/Write)
- DBT-002: Lines
- API-045 itself and DBT-003 (R)

### Used in User Journeys

- [UJ-101](SoT.USER_JOURNEYS.md#uj-101)

```
## API-099: no
```

### API-046 — Nested

- **Validates**: BR-FEA-001, BR-FEA-001

## Index

- DBT-018 accessed by: API-045 (RW)

## BR-API-001 | Rule
"""


def test_a_sibling_says_what_it_defines_and_cites() -> None:
    sibling = read_sibling(Source("SoT/SoT.API_CONTRACTS.md", TEXT))
    assert [(found.id, found.title) for found in sibling.definitions] == [
        ("API-045", "List Orders"),
        ("API-046", "Nested"),
        ("BR-API-001", "Rule"),
    ]
    orders = sibling.definition("API-045")
    assert orders is not None
    assert [(c.id, c.label, c.text, c.access) for c in orders.citations] == [
        ("DBT-009", "status", "", ""),
        ("DBT-001", "database operations", "Orders (Read/Write)", "Read/Write"),
        ("DBT-002", "database operations", "Lines", ""),
        ("DBT-003", "database operations", "R", "R"),
        ("UJ-101", "used in user journeys", "", ""),
    ]
    assert all(sibling.source.slice(c.place) == c.id for c in orders.citations)
    nested = sibling.definition("API-046")
    assert nested is not None
    assert [(c.id, c.label) for c in nested.citations] == [("BR-FEA-001", "validates")]
    assert sibling.definition("API-099") is None
    assert sibling.source.slice(orders.span).endswith("```\n\n")


def test_any_text_can_be_read() -> None:
    assert read_sibling(Source("x.md", "")).definitions == ()
    assert read_sibling(Source("x.md", "## API-001")).definitions[0].citations == ()
