"""好差评: one rating a service event, and what a bad one sets going."""
