"""What an installation may decide: settings from the environment, and the practice as seeds."""
