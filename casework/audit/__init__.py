"""The trail: who did what when, chained so that no row is changed, dropped or cut unseen."""
