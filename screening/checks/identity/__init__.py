"""Who applies: what is declared, owned, observed, and who else it is."""
