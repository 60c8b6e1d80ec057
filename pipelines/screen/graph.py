"""The installed domain graph: building it from published files, and saying which one is there."""
