"""Messages that are answered: replies, media, bots."""

from twilio.twiml.messaging_response import Body, Media, Message, MessagingResponse

ORDERS = [("Margherita", 2, "14.00"), ("Funghi", 1, "8.50"), ("Quattro stagioni", 1, "9.50"), ("Calzone", 3, "27.00")]
IMAGE = "https://farm8.staticflickr.com/7090/6941316406_80b4d6d50e_z_d.jpg"


def reply():
    response = MessagingResponse()
    response.message("The Robots are coming! Head for the hills!")
    return str(response)


def reply_with_media():
    response = MessagingResponse()
    message = response.message("The Robots are coming! Head for the hills!")
    message.media(IMAGE)
    return str(response)


def reply_by_parts():
    response = MessagingResponse()
    message = Message()
    message.body("Store Location: 123 Easy St.")
    message.media("https://demo.twilio.com/owl.png")
    response.append(message)
    return str(response)


def reply_by_constructors():
    response = MessagingResponse()
    message = Message(to="+15551234567", from_="+15559876543", action="/sent", method="POST")
    message.append(Body("Here it comes"))
    message.append(Media(IMAGE))
    message.append(Media("https://demo.twilio.com/owl.png"))
    response.append(message)
    return str(response)


def several():
    response = MessagingResponse()
    response.message("This is message 1 of 2.")
    response.message("This is message 2 of 2.")
    return str(response)


def status():
    response = MessagingResponse()
    response.message("Store Location: 123 Easy St.", action="/SmsHandler.php", method="POST")
    return str(response)


def status_callback():
    response = MessagingResponse()
    response.message("Hello", status_callback="https://example.com/delivered")
    return str(response)


def redirect():
    response = MessagingResponse()
    response.redirect("https://demo.twilio.com/welcome/sms/")
    return str(response)


def orders():
    response = MessagingResponse()
    for name, count, price in ORDERS:
        response.message(f"{count} x {name}: € {price} 🍕")
    return str(response)


def long_reply():
    response = MessagingResponse()
    lines = [
        f"{hour}:00 <{'free' if hour % 3 else 'taken'}> & bookable at https://example.com/{hour}"
        for hour in range(8, 19)
    ]
    response.message("Our table today:\n" + "\n".join(lines))
    return response.to_xml()


def nothing():
    return str(MessagingResponse())
