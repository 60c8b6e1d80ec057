"""Clicks that nobody made: what a site makes a browser load, follow or open at affiliate networks."""
