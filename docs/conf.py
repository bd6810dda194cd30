"""Settings of Sphinx. `docs/build.py` puts the pages together and calls it; a warning fails the build."""

import logging

from dronestats import __version__

project = "dronestats"
author = "the dronestats authors"
version = release = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["README.md", "CONTRIBUTING.md", "generated"]

# Notebooks and code cells run at every build: no page shows an answer that the package does not give.
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_merge_streams = True
nb_ipywidgets_js = {}  # it would ask two other hosts; the explorer needs a kernel anyway
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 2

logging.getLogger("traitlets").setLevel(logging.WARNING)  # else a line for each page that runs

default_role = "py:obj"  # a name in single backticks leads to its entry
autodoc_typehints = "none"  # the docstrings give types with units and allowed values
napoleon_numpy_docstring = True
napoleon_google_docstring = False
napoleon_use_rtype = False
python_use_unqualified_type_names = True

highlight_language = "none"  # of blocks that name none: commands

html_theme = "furo"
html_title = f"dronestats {version}"
html_static_path = ["static"]
html_css_files = ["wide.css"]
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
