"""The guarded fetcher: one exchange with a stranger's server, under an address check, size caps and a deadline."""
