"""Human text from schema documents of other shapes, brought into a new document."""
