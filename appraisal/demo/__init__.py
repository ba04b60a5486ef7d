"""The demo employer: invented people and figures, put in through the same doors as real ones."""
