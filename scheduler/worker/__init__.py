"""The processes that the console starts: one makes a build, one stays and answers questions."""
