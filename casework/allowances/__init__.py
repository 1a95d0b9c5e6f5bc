"""Who is due which allowance in which month, against what was paid. Nothing is paid here."""
