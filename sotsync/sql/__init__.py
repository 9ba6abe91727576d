"""SQL text to PostgreSQL's own syntax trees and back; the one place that knows the parser."""
