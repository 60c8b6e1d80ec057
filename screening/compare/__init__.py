"""What lets one site be compared with another: shingles of its text, ids of its operator, profiles that it names."""
