"""servidor_eco, en Python y sin nada más que su biblioteca."""

import socket
import sys

if len(sys.argv) < 2:
    print("uso: eco.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
escucha = socket.socket()
try:
    escucha.bind((ip, int(puerto)))
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
escucha.listen(128)
print("escuchando en %s:%d" % escucha.getsockname(), flush=True)
while True:
    conexion, _ = escucha.accept()
    with conexion:
        try:
            while trozo := conexion.recv(65536):
                conexion.sendall(trozo)
        except OSError as error:
            print("un cliente se ha ido a medias:", error, file=sys.stderr)
