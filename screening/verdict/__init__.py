"""From results to a recommendation, by published arithmetic."""
