"""Small programs in the style of public samples, written for twilio-python; ours runs them with other imports only."""
