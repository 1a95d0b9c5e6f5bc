"""The web application: what every request passes through, and the only list of blueprints."""
