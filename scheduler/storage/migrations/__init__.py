"""How the tables came about, step by step. A step that was released is never changed."""
