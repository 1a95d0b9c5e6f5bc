"""What assessments add up to, when they are due, what a decision has to say: pure."""
