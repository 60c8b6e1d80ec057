"""What decisions teach: challengers, how they compare with the champion, and drift between nights."""
