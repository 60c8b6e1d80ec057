"""What a site is about: what is prohibited, what cannot be promised, links for sale."""
