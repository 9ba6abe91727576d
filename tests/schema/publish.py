"""Write the published JSON Schema anew: ``python -m tests.schema.publish``."""

from __future__ import annotations

import json

from sotsync.schema.export import export_json_schema
from tests.schema.test_export import PUBLISHED

if __name__ == "__main__":
    text = json.dumps(export_json_schema(), indent=2, ensure_ascii=False) + "\n"
    PUBLISHED.write_text(text, encoding="utf-8", newline="\n")
