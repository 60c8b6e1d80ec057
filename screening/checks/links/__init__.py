"""Affiliate links and the sites that link here: whose they are, and whether visitors are told."""
