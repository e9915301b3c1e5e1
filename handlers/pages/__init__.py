"""Pages a citizen opens from a reply: HTML made for a phone."""
