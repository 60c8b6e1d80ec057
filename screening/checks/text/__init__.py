"""The texts of a site: copied, rewritten, made in bulk, or not finished."""
