"""The documents that tests read: the template, a full and a lean one."""

from __future__ import annotations

from pathlib import Path

from sotsync.document.models import Document
from sotsync.document.parse import parse_document
from sotsync.text import Source

FOLDER = Path(__file__).parent / "fixtures"
NAMES = ("template", "library", "lean")
LINE_ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def read(name: str, line_end: str = "\n") -> Source:
    """The fixture of that name, with the line ends wanted."""
    text = (FOLDER / f"{name}.md").read_bytes().decode()
    return Source(f"SoT/{name}.md", text.replace("\n", line_end))


def parse(text: str) -> Document:
    """The document of ``text``, as ``SoT.md``."""
    return parse_document(Source("SoT.md", text))


def entry_text(*, body: str, heading: str = "## DBT-001: Users") -> str:
    """A document of one entry."""
    return f"# Database Schema\n\n{heading}\n\n{body}\n"
