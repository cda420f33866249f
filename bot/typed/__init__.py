"""What people type becomes values: times, numbers and places, in English, German, French and Spanish.

Pure: the writer's zone, the time and the organization's country are arguments. What has one meaning is read; what has
several raises `Ambiguous` with every reading; all else raises `UsageError` with what would be understood.
"""
