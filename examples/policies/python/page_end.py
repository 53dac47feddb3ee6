"""The request policy `page-end` in Python: it takes no call, so pages are asked for only when the old one has been seen to its end."""

from marketlab import RequestPolicy

__version__ = "1.0"


class PageEnd(RequestPolicy):
    """Only at the end of a page, in Python."""
