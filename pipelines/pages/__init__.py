"""What all pages and tables for people have in common: how they look, and that no text in them does harm."""
