"""What a place reports in words and figures: sheets, press paragraphs, summaries, signed sets."""
