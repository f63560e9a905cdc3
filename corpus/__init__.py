"""What the reports say: reading, splitting, attributing and storing them; knows neither vectors nor Discord."""
