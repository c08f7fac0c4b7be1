"""The post attention index worked out: one file for each group of factors, a table over posts, shifts and dates."""
