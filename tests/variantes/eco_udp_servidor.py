"""servidor_eco_udp, en Python y sin nada más que su biblioteca."""

import socket
import sys

if len(sys.argv) < 2:
    print("uso: eco_udp_servidor.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    s.bind((ip, int(puerto)))
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
print("escuchando en %s:%d" % s.getsockname(), flush=True)
while True:
    try:
        datos, cliente = s.recvfrom(65535)
        s.sendto(datos, cliente)
    except OSError as error:
        print("un datagrama se ha quedado sin eco:", error, file=sys.stderr)
