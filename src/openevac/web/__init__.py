"""The faces served over HTTP; what they show and do goes through services."""

import openevac.services  # noqa: F401 - sets Django up; the API library reads its settings when it is imported
