"""A stand-in approval system: a real HTTP server with its own store, windows, clerks and injectable faults."""
