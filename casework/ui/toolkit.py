"""Everything that templates may lean on, put into the application in one go."""

from pathlib import Path

from flask import Flask

from casework.ui.assets import install_assets
from casework.ui.formats import install_filters
from casework.ui.icons import install_icons
from casework.ui.wording import install_wording


def install_toolkit(app: Flask) -> None:
    """Install filters, icons, texts and static files, which are built in the instance folder."""
    instance = Path(app.config.get("INSTANCE") or app.instance_path)
    install_filters(app)
    install_icons(app)
    install_wording(app)
    install_assets(app, instance / "assets")
