"""What comes after a reply."""

from flask import Flask

from laml import Document, MessagingResponse
from webhooks import MessageActionRequest, MessageRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.message("/sms")
def sms(message: MessageRequest) -> Document:
    return MessagingResponse().message("We call you back.", action=after)


@hooks.message_action("/after")
def after(message: MessageActionRequest) -> Document | None:
    print(message.message_status, message.error_code)
    return None


print(hooks.test_client().post(after, {"MessageStatus": "failed", "ErrorCode": "30003"}).text)
