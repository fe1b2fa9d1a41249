"""What archives prove to each other: offers, answers, receipts, possession, repair; pure."""
