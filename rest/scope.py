"""The collections of one account; knows their names and no more."""

from functools import cached_property

from .calls import Calls
from .collection import Subresource
from .messages import Messages


class Scope(Subresource):
    """An account, seen as the place of its collections."""

    @cached_property
    def calls(self) -> Calls:
        """Calls: `create`, `list`, and one by its identifier."""
        return Calls(self._gateway, self._where)

    @cached_property
    def messages(self) -> Messages:
        """Messages: `create`, `list`, and one by its identifier."""
        return Messages(self._gateway, self._where)
