"""Feedback: labels train a challenger, later labels decide whether it becomes champion, old nights are replayed."""
