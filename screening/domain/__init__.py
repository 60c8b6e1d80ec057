"""What registers and names say of a domain."""
