"""The law engine: facts in, duties and deadlines out. It knows nothing about chat, the database or settings."""
