"""A question of a draft: the form of each type, and what it can be tied to."""
