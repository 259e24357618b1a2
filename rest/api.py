"""`client.api`: the long names of collections, and the way to other accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from .http.gateway import Gateway
from .resources.scope import Lazy, Scope

if TYPE_CHECKING:
    from .resources.accounts import Account, Accounts


class Api(Scope):
    """The collections of a client under their long names, which spell out the API and its version."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def __repr__(self) -> str:
        return f"<Api {self._gateway.provider.name}>"

    def _require_gateway(self) -> Gateway:
        return self._gateway

    def _path_values(self) -> dict[str, str]:
        return {"AccountSid": self._gateway.account_sid}

    accounts: Lazy[Accounts] = Lazy("accounts", "Accounts")
    """Accounts and subaccounts; all collections of an account are below it."""

    @property
    def account(self) -> Account:
        """The account of the client."""
        return self.accounts(self._gateway.account_sid)

    @property
    def v2010(self) -> Self:
        """The version of the API; there is only one."""
        return self

    def __call__(self) -> Self:
        """Itself."""
        return self
