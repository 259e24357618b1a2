"""The declarations: one class and one `TypedDict` per element of a voice document, by family.

The package has all names that its families list. It lists none itself: mypy takes `__all__` only as literal names.
Messaging and fax documents have few elements; theirs stand in `messaging` and `fax`.
"""

from __future__ import annotations

from .ai import *
from .answering import *
from .clients import *
from .conference import *
from .connect import *
from .dial import *
from .gather import *
from .pay import *
from .queue import *
from .record import *
from .redirect import *
from .relay import *
from .sip import *
from .sms import *
from .speech import *
from .ssml import *
from .streams import *
from .transcription import *
