"""Stand-ins for the systems outside: real HTTP servers, each in a process of its own."""
