"""What a new document leaves for people to say, each as a placeholder in braces.

sotsync states facts only. Where the template has words that would be claims (backups, retention,
compliance) a new entry asks instead, so that nobody finds an invented answer in their document.
"""

from __future__ import annotations

__all__ = [
    "ACCESS_SECTIONS",
    "BACKUP",
    "COMPLIANCE",
    "EXAMPLE_QUERIES",
    "INTEGRITY",
    "PERFORMANCE",
    "PURPOSE_QUESTION",
    "RLS_TESTING",
    "USE_CASES_QUESTION",
    "WHY_QUESTION",
]

PURPOSE_QUESTION = "{What one row of this table stands for}"
WHY_QUESTION = "{Which need of the business it serves}"
USE_CASES_QUESTION = "{Who reads and writes it and when}"

PERFORMANCE = (
    "**Performance Characteristics**:",
    "- Estimated row count: {How many rows now and in a year}",
    "- Query patterns: {Which queries matter most}",
    "",
    "**Query Optimization Notes**:",
    "- {What a person who writes a query should know}",
)

RLS_TESTING = (
    "**RLS Testing**:",
    "- [TEST-XXX](SoT.testing_playbook.md#test-xxx) - {Which test proves who sees what}",
)

ACCESS_SECTIONS = (
    "**Accessed By APIs**:",
    "- [API-XXX](SoT.API_CONTRACTS.md#api-xxx) - {Endpoint name} (Read/Write/Update/Delete)",
    "",
    "**Used in User Journeys**:",
    "- [UJ-XXX](SoT.USER_JOURNEYS.md#uj-xxx) - {Journey that meets this table}",
    "",
    "**Enforces Business Rules**:",
    "- [BR-XXX](SoT.BUSINESS_RULES.md#br-xxx) - {Rule that a constraint or policy keeps}",
    "",
    "**Validated By Tests**:",
    "- [TEST-XXX](SoT.testing_playbook.md#test-xxx) - {What the test proves}",
)

INTEGRITY = (
    "### Data Integrity & Constraints",
    "",
    "**Referential Integrity**:",
    "- {What happens to these rows when what they point to goes away}",
    "",
    "**Data Validation**:",
    "- {Which rules hold beyond the constraints above}",
    "",
    "**Audit Trail**:",
    "- {How changes are logged and for how long}",
)

EXAMPLE_QUERIES = (
    "### Example Queries",
    "",
    "**Common Query Patterns**:",
    "",
    "```sql",
    "-- Pattern 1: {What it answers}",
    "```",
)

BACKUP = (
    "### Backup & Recovery",
    "",
    "**Backup Strategy**:",
    "- {When it is backed up and how long backups are kept}",
    "",
    "**Recovery Testing**:",
    "- Last tested: {When}",
    "- Recovery time objective (RTO): {Hours}",
    "- Recovery point objective (RPO): {Minutes}",
)

COMPLIANCE = (
    "### Compliance & Security",
    "",
    "**Data Classification**:",
    "- Contains PII: {Yes or No and which columns}",
    "- Contains PHI: {Yes or No}",
    "- Contains PCI data: {Yes or No}",
    "",
    "**Compliance Requirements**:",
    "- {Which rules apply and what here meets them}",
)
