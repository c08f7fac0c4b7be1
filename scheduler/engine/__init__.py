"""The engine: turns a problem into a roster with a certificate. The only room that knows OR-Tools."""
