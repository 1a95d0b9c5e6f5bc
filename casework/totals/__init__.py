"""What city, province and 妇联 read: signed figures of counties, no child, no small figure."""
