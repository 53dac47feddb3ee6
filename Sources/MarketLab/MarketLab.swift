// Placeholder until the first concept of this floor moves in.
