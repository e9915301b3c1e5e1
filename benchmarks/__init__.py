"""Benchmarks: a table each, every figure beside its peer in the same run."""
