"""What harms visitors: frights, pushed software, commands to paste."""
