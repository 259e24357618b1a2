"""A loopback server as fast as Python allows, for client benchmarks; run as a process that prints its port.

`python -m benchmarks.answering [PAGES]` answers POST with a call and GET with so many pages of a listing.
"""

import json
import socket
import sys
import threading

CALL = {
    "sid": "CA" + "0" * 32, "account_sid": "AC" + "0" * 32, "api_version": "2010-04-01", "direction": "outbound-api",
    "date_created": "Wed, 19 Sep 2018 20:00:00 +0000", "date_updated": "Wed, 19 Sep 2018 20:00:01 +0000",
    "start_time": "Wed, 19 Sep 2018 20:00:00 +0000", "end_time": "Wed, 19 Sep 2018 20:01:00 +0000", "duration": "60",
    "from": "+15559870000", "to": "+15551230000", "price": "-0.00500", "price_unit": "USD", "status": "completed",
    "from_formatted": "(555) 987-0000", "to_formatted": "(555) 123-0000", "parent_call_sid": None, "group_sid": None,
    "phone_number_sid": "PN" + "0" * 32, "answered_by": None, "caller_name": None, "forwarded_from": None,
    "annotation": None, "queue_time": "0", "trunk_sid": None, "uri": "/2010-04-01/Accounts/AC/Calls/CA.json",
    "subresource_uris": {"recordings": "/2010-04-01/Accounts/AC/Calls/CA/Recordings.json"},
}  # fmt: skip
PAGES, PAGE_SIZE = 100, 1000


def answer(status: str, body: bytes) -> bytes:
    """A whole answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def page(number: int, pages: int) -> bytes:
    """A page of calls; the last one names no other."""
    uri = "/2010-04-01/Accounts/AC/Calls.json?PageSize=1000&Page="
    more = f"{uri}{number + 1}" if number + 1 < pages else None
    return json.dumps(
        {
            "calls": [CALL] * PAGE_SIZE, "next_page_uri": more, "previous_page_uri": None, "first_page_uri": f"{uri}0",
            "uri": f"{uri}{number}", "page": number, "page_size": PAGE_SIZE, "start": 0, "end": PAGE_SIZE - 1,
        }
    ).encode()  # fmt: skip


def serve(connection: socket.socket, created: bytes, pages: list[bytes]) -> None:
    """Answer the requests of one connection."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    buffered = b""
    while True:
        while b"\r\n\r\n" not in buffered:
            if not (more := connection.recv(65536)):
                return
            buffered += more
        head, _, buffered = buffered.partition(b"\r\n\r\n")
        fields = (line.partition(b":") for line in head.lower().split(b"\r\n"))
        length = next((int(value) for name, _, value in fields if name == b"content-length"), 0)
        while len(buffered) < length:
            buffered += connection.recv(65536)
        buffered = buffered[length:]
        if head.startswith(b"GET"):
            number = head.split(b" ")[1].partition(b"&Page=")[2]
            connection.sendall(pages[int(number or 0)])
        else:
            connection.sendall(created)


def main() -> None:
    """Serve until killed."""
    created = answer("201 Created", json.dumps(CALL).encode())
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    pages = [answer("200 OK", page(number, count)) for number in range(count)]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        print(listening.getsockname()[1], flush=True)
        while True:
            connection, _ = listening.accept()
            threading.Thread(target=serve, args=(connection, created, pages), daemon=True).start()


if __name__ == "__main__":
    main()
