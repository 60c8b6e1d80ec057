"""A page as data: text, links, what loads without a click, structured facts, and quotes that are really there."""
