"""Verbs, one module per noun: each takes the document, decides, and pushes one command or says why not."""
