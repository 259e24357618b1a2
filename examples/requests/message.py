"""A message is answered."""

from flask import Flask

from laml import Document, MessagingResponse, clean_text
from webhooks import MessageRequest, Webhooks

app = Flask(__name__)
hooks = Webhooks(app)


@hooks.message("/sms")
def sms(message: MessageRequest) -> Document | None:
    if message.body.strip().upper() == "STOP":
        return None
    return MessagingResponse().message(clean_text(f"You said: {message.body}", most=1600))


print(hooks.test_client().post(sms, {"Body": "Hello"}).text)
