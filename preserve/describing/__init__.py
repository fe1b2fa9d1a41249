"""Article -> description, by rules alone: no model, no network, no guess without evidence."""
