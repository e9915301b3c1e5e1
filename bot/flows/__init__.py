"""One step of the conversation each: pure functions of what was understood and remembered."""
