"""What registers, certificates and names say of a domain."""
