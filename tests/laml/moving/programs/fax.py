from flask import Flask
from twilio.twiml.fax_response import FaxResponse, Receive

app = Flask(__name__)


@app.route('/fax/sent', methods=['POST'])
def fax_sent():
    twiml = FaxResponse()
    twiml.receive(action='/fax/received', method='POST', media_type='application/pdf', page_size='a4', store_media=False)
    return str(twiml)
