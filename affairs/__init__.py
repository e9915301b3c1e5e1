"""办事: the domain and its use cases, on the standard library and ``knowledge`` only."""
