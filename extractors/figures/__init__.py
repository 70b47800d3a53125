"""Number expressions: money, counts, percentages, durations, dates and ratios, exactly normalised."""
