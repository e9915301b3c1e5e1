"""The conversation: neutral messages in, neutral replies out, no I/O of its own."""
