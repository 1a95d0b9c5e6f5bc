"""The trail: who did what when, chained so that no row can be changed, dropped or cut off unseen."""
