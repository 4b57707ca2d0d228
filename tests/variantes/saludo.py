"""servidor_saludo, en Python y sin nada más que su biblioteca."""

import socket
import sys

SALUDO = "Hola, ¡gracias por conectarte!\n".encode()

if len(sys.argv) < 2:
    print("uso: saludo.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
try:
    escucha = socket.create_server((ip, int(puerto)), backlog=128)
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
print("escuchando en %s:%d" % escucha.getsockname(), flush=True)
while True:
    conexion, _ = escucha.accept()
    try:
        with conexion:
            conexion.sendall(SALUDO)
    except OSError as error:
        print("un cliente se ha ido sin su saludo:", error, file=sys.stderr)
