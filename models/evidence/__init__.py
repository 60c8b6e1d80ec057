"""How unlikely each measurement is: among peers, in rings, and beside everybody's evidence."""
