"""What scripts do, read without running them: tokens, values, and the statements that load or follow."""
