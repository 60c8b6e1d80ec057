"""What counts as of a day: the warehouse's rows as the canonical tables that features read."""
