"""Item models: what the document holds, arranged for Qt's views. They change nothing."""
