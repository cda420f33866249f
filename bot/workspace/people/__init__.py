"""What a person does and sees, and the control routes for tests."""
