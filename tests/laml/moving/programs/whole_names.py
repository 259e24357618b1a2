import twilio.twiml.messaging_response
import twilio.twiml.voice_response


def main():
    resp = twilio.twiml.voice_response.VoiceResponse()
    resp.append(twilio.twiml.voice_response.Say("one", voice="man"))
    resp.append(twilio.twiml.voice_response.Redirect("/x"))
    print(resp)
    print((twilio
           .twiml.messaging_response.MessagingResponse()))


main()
