"""Records in: reading, checking, history, and the register they make."""
