"""What a page's words say, and in whose voice: phrases, cues that meet, quotations, and the lexicons they know."""
