"""Taking files in, looking at them, and letting them go."""
