"""The world outside: databases' search engines, mail servers. Two implementations behind each name."""
