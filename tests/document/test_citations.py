"""What other documents cite of this one in vain."""

from __future__ import annotations

import pytest

from sotsync.document.citations import check_citations
from sotsync.document.parse import parse_document
from sotsync.findings import Severity
from sotsync.text import Source

DOCUMENT = parse_document(
    Source(
        "SoT/SoT.ACTUAL_SCHEMA.md",
        "# Schema\n\n## DBT-001: Books\n\n**Schema**: public\n\n## Deprecated Tables\n\n"
        "### DBT-105: Coupons [DEPRECATED]\n\n**Status**: Deprecated\n",
    )
)
HERE = "SoT.ACTUAL_SCHEMA.md"

CASES = {
    f"[DBT-001]({HERE}#dbt-001-books) and [DBT-001]({HERE}#dbt-001) and DBT-001": None,
    "**Tables** (DBT-001 to DBT-099), BR-DBT-007, DBT-XXX": None,
    "[DBT-001](other.md#dbt-001-tomes)": None,
    "## DBT-099: Somewhere Else\n\nDBT-099": None,
    "x\n[DBT-099](#y), DBT-099\nDBT-099": (
        "D074 SoT/API.md:2:2: DBT-099 is cited and no entry defines it; also at SoT/API.md:2, 3"
    ),
    f"[DBT-001]({HERE}#dbt-001-tomes)": (
        "D076 SoT/API.md:1:2: links to DBT-001 lead nowhere, by #dbt-001-tomes;"
        " its anchor is #dbt-001-books"
    ),
    f"[DBT-105](../SoT/{HERE}#dbt-105-coupons)\n[DBT-105]({HERE}#dbt-105)": (
        "D076 SoT/API.md:1:2: DBT-105 is deprecated and still cited, by #dbt-105-coupons;"
        " its anchor is #dbt-105-coupons-deprecated; also at SoT/API.md:2"
    ),
}


@pytest.mark.parametrize("text", CASES)
def test_what_is_cited_in_vain_is_told_with_its_places(text: str) -> None:
    found = check_citations(DOCUMENT, [Source("SoT/API.md", text)])
    told = [f"{one.code} {one.document}: {one.message}" for one in found]
    assert told == [told_of for told_of in [CASES[text]] if told_of]
    assert all(one.severity is Severity.INFO and one.is_shown for one in found)
