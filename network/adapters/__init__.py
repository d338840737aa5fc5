"""The world outside: search engines and mail servers, two implementations behind each name."""
