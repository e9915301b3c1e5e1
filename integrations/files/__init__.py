"""Stored files, what is inside them, and papers made of them."""
