"""What was done for each child in a campaign: read from the daily records, never typed again."""
