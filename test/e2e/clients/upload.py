"""Uploads a form, which lies in a file as it goes on the wire, by one of Python's clients; prints the status and the answer."""

import sys

client, address, content_type, authorization, path = sys.argv[1:]
headers = {"Content-Type": content_type, "Authorization": authorization}
with open(path, "rb") as file:
    form = file.read()

if client == "urllib":
    from urllib.request import Request, urlopen

    with urlopen(Request(address, data=form, headers=headers)) as answer:
        print(answer.status, answer.read().decode())
elif client == "http.client":
    from http.client import HTTPConnection, HTTPSConnection
    from urllib.parse import urlsplit

    url = urlsplit(address)
    connection = (HTTPSConnection if url.scheme == "https" else HTTPConnection)(url.netloc)
    connection.request("POST", url.path, form, headers)
    answer = connection.getresponse()
    print(answer.status, answer.read().decode())
else:
    import requests

    answer = requests.post(address, data=form, headers=headers)
    print(answer.status_code, answer.text)
