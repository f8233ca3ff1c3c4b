"""The API of communities, their local groups, and the programs that use it."""
