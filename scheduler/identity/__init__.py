"""Who may do what: roles, sign-in, sessions, and what is sealed to whom."""
