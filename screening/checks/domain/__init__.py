"""The domain: its age and state in the register, and what its home page shows of it."""
