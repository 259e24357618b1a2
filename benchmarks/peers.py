"""What the vendors' packages for Python do, each in its own environment: `python peers.py CLIENT ADDRESS SECONDS`.

Prints seconds by part as JSON. Nothing of this project is imported but for `lamlkit`, and each client only for itself.
"""

# mypy: ignore-errors
# pyright: basic, reportMissingImports=false
import json
import sys
import time

KEY = "12345"
URL = "https://ivr.example.com/answer"
ACCOUNT = "AC0f8f1c2e3d4b5a69788796a5b4c3d2e1"
FORM = {f"Parameter{number:02}": f"value {number}" for number in range(15)} | {
    "AccountSid": ACCOUNT, "CallSid": "CA5e1c7d0a9b8f4e3d2c1b0a9f8e7d6c5b", "CallStatus": "ringing",
    "Direction": "inbound", "ApiVersion": "2010-04-01", "From": "+14155550199", "To": "+14155550100",
}  # fmt: skip
"""22 parameters."""
CALL = {"to": "+15551230000", "from_": "+15559870000", "url": URL, "status_callback": "https://example.com/status"}


def menu(response):
    """Seven elements, by the builder that twilio-python, signalwire and lamlkit share."""
    gather = response.gather(num_digits=1, action="/menu", timeout=5)
    gather.say("For sales press 1.", voice="man")
    gather.pause(length=1)
    gather.say("For support press 2.", voice="man")
    response.say("We did not hear you.")
    response.redirect("/answer")
    return str(response)


def lamlkit(address):
    """Ours."""
    from laml import VoiceResponse
    from rest import Client
    from webhooks import RequestValidator

    validator = RequestValidator(KEY)
    signature = validator.compute_signature(URL, FORM)
    client = Client(ACCOUNT, "token", base_url=address, environment={})
    return {
        "build": lambda: menu(VoiceResponse()),
        "verify": lambda: validator.validate(URL, FORM, signature),
        "send": lambda: client.calls.create(**CALL),
    }


def _redirecting(address):
    """The HTTP client of twilio-python, in any version, pointed at another origin."""
    from twilio.http.http_client import TwilioHttpClient

    class Redirecting(TwilioHttpClient):
        def request(self, method, uri, *more, **named):
            path = uri.partition("//")[2].partition("/")[2].removeprefix("api/laml/")
            return super().request(method, f"{address}/{path}", *more, **named)

    return Redirecting()


def twilio(address):
    """twilio-python."""
    from twilio.request_validator import RequestValidator
    from twilio.rest import Client
    from twilio.twiml.voice_response import VoiceResponse

    validator = RequestValidator(KEY)
    signature = validator.compute_signature(URL, FORM)
    client = Client(ACCOUNT, "token", http_client=_redirecting(address))
    return {
        "build": lambda: menu(VoiceResponse()),
        "verify": lambda: validator.validate(URL, FORM, signature),
        "send": lambda: client.calls.create(**CALL),
    }


def signalwire(address):
    """The last package of SignalWire that has this API; its builder is twilio-python's of the version that it pins."""
    from signalwire.request_validator import RequestValidator
    from signalwire.rest import Client
    from signalwire.voice_response import VoiceResponse

    validator = RequestValidator(KEY)
    signature = validator.build_signature_with_compatibility(URL, FORM)
    space = "example.signalwire.com"
    client = Client(ACCOUNT, "token", signalwire_space_url=space, http_client=_redirecting(address))
    return {
        "build": lambda: menu(VoiceResponse()),
        "verify": lambda: validator.validate(URL, FORM, signature),
        "send": lambda: client.calls.create(**CALL),
    }


def plivo(address):
    """Plivo's, for its own dialect and signature: the same menu in its elements, the same parameters."""
    import plivo.rest.client as requesting
    from plivo import plivoxml
    from plivo.utils import validate_v3_signature
    from plivo.utils.signature_v3 import construct_post_url, get_signature_v3

    requesting.API_VOICE_BASE_URI = f"{address}/v1/Account"
    client = requesting.Client("MA" + "0" * 18, "token")
    nonce = "05429567804466091622"
    signature = get_signature_v3(KEY, construct_post_url(URL, FORM), nonce).decode()

    def built():
        response = plivoxml.ResponseElement()
        gather = plivoxml.GetInputElement(num_digits=1, action=URL, execution_timeout=5)
        gather.add(plivoxml.SpeakElement("For sales press 1.", voice="MAN"))
        gather.add(plivoxml.SpeakElement("For support press 2.", voice="MAN"))
        response.add(gather)
        response.add(plivoxml.WaitElement(length=1))
        response.add(plivoxml.SpeakElement("We did not hear you."))
        response.add(plivoxml.RedirectElement(URL))
        return response.to_string()

    return {
        "build": built,
        "verify": lambda: validate_v3_signature("POST", URL, nonce, KEY, signature, FORM),
        "send": lambda: client.calls.create(CALL["from_"], CALL["to"], URL, hangup_url=CALL["status_callback"]),
    }


def seconds_of(run, span):
    """Seconds of the processor for one run, over so many seconds."""
    assert run()
    count, began = 0, time.process_time()
    while time.process_time() - began < span:
        run()
        count += 1
    return (time.process_time() - began) / count


def size_of(name):
    """Files and bytes of a package, and its version."""
    from importlib.metadata import distribution
    from pathlib import Path

    found = distribution(name)
    if name == "lamlkit":  # in place; what a wheel has
        root = Path(__file__).parent.parent
        packages = ("laml", "webhooks", "rest", "emulator")
        kept = [file for folder in packages for file in (root / folder).rglob("*") if "__pycache__" not in file.parts]
    else:
        kept = [Path(file.locate()) for file in found.files if "__pycache__" not in file.parts]
    sizes = [file.stat().st_size for file in kept if file.is_file()]
    return {"files": len(sizes), "bytes": sum(sizes), "version": found.version}


if __name__ == "__main__":
    name, address, span = sys.argv[1], sys.argv[2], float(sys.argv[3])
    began = time.process_time()
    parts = globals()[name](address)
    found = {"import": time.process_time() - began}
    found |= {part: seconds_of(run, span) for part, run in parts.items()}
    print(json.dumps(found | size_of(name)))
