"""The nouns of Fairwatch as frozen values. Standard library only; knows no other room."""
