"""Sites that are none: domains that nobody uses, and sites that have only been put up."""
