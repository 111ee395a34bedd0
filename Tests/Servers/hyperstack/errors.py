"""Errors in the cloud's own form."""

from common import CloudError, Reply

REASONS = {400: "bad_request", 401: "unauthorized", 403: "forbidden", 404: "not_found", 405: "not_allowed",
           409: "already_exist", 500: "server_error"}


def failure(status, message, reason=True):
    body = {"status": False, "message": message}
    if reason:
        body["error_reason"] = REASONS[status]
    return Reply(status, body)


def refuse(status, message, reason=True):
    raise CloudError(failure(status, message, reason))
