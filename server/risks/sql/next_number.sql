select coalesce(max(number), 0) + 1 as number from risk
