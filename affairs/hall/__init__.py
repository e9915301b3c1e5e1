"""The day in the hall: check in, wait, be called, be done (取号, 叫号, 办结)."""
