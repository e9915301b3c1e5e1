"""Everything outside the process, implementing the ports of the floors below."""
