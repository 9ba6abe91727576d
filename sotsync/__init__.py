"""Keep a Markdown Source of Truth document and PostgreSQL migrations in step, both ways.

Data flows one way: migrations become the actual schema, the document the documented one; they are
compared, and the document's generated regions are patched. See ``docs/explanation``.
"""

from sotsync._version import __version__

__all__ = ["__version__"]
