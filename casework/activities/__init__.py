"""What was held for children: who came, who helped, where, what was given; no child is scored."""
