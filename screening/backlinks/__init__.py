"""Who links to a site: one interface, an offline provider on the public domain graph, one commercial client."""
