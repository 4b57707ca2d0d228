"""lineas, en Python: acumula bytes y corta por el salto de línea."""

import socket
import sys

MAXIMO = 8192


def contestar(linea, larga):
    if larga or len(linea) > MAXIMO:
        return "error: la línea pasa de 8192 bytes\n"
    try:
        return linea.decode("utf-8")[::-1] + "\n"
    except UnicodeDecodeError:
        return "error: la línea no es UTF-8\n"


def atender(conexion):
    pendiente, larga = b"", False
    while trozo := conexion.recv(4096):
        pendiente += trozo
        while (salto := pendiente.find(b"\n")) >= 0:
            linea, pendiente = pendiente[:salto], pendiente[salto + 1 :]
            conexion.sendall(contestar(linea.removesuffix(b"\r"), larga).encode())
            larga = False
        if len(pendiente) > MAXIMO + 1:
            pendiente, larga = b"x", True
    if pendiente or larga:
        conexion.sendall(contestar(pendiente, larga).encode())


if len(sys.argv) < 2:
    print("uso: lineas.py IP:PUERTO", file=sys.stderr)
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
            atender(conexion)
        except OSError as error:
            print("un cliente se ha ido a medias:", error, file=sys.stderr)
