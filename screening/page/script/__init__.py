"""What scripts do, told without running them: tokens, values, and the statements that load or follow."""
