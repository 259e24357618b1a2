import os
from signalwire.rest import Client as signalwire_client

client = signalwire_client(os.environ["SIGNALWIRE_PROJECT_ID"], os.environ["SIGNALWIRE_API_TOKEN"],
                           signalwire_space_url=os.environ["SIGNALWIRE_SPACE_URL"])

call = client.calls.create(
    url='http://your-application.com/docs/voice.xml',
    to='+15558675310',
    from_='+15017122661'
)
print(call.sid)
