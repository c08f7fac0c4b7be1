"""The few windows that must be answered before going on."""
