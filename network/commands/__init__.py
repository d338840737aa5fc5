"""What the `network` command can do, one module for each subject."""
