"""A form as it will be met: on a phone, and on paper."""
