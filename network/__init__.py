"""The portal through which centres that rehabilitate survivors of torture share what they know."""
