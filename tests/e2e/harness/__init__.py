# SPDX-License-Identifier: MIT
"""What the end-to-end tests stand on: booting guests, making certificates, playing servers."""
