"""Names that imitate a brand."""
