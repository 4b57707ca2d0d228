"""enviar_archivo_tcp, en Python: la suma la da zlib, y el fichero se lee dos veces."""

import os
import socket
import struct
import sys
import zlib

PLAZO = 2
BUFFER = 65536


def enviar(direccion, ruta):
    with open(ruta, "rb") as fichero:
        tamano, suma = 0, 0
        while trozo := fichero.read(BUFFER):
            tamano, suma = tamano + len(trozo), zlib.crc32(trozo, suma)
        fichero.seek(0)
        ip, _, puerto = direccion.rpartition(":")
        with socket.create_connection((ip, int(puerto)), timeout=PLAZO) as conexion:
            nombre = os.path.basename(ruta).encode("utf-8")
            conexion.sendall(struct.pack(">4sQIH", b"FT1\n", tamano, suma, len(nombre)) + nombre)
            while trozo := fichero.read(BUFFER):
                conexion.sendall(trozo)
            if conexion.recv(1) != b"\0":
                raise OSError("el receptor no lo ha guardado")


if len(sys.argv) < 3:
    print("uso: enviar.py IP:PUERTO FICHERO", file=sys.stderr)
    sys.exit(2)
try:
    enviar(sys.argv[1], sys.argv[2])
except (OSError, OverflowError) as error:
    print("error:", error, file=sys.stderr)
    sys.exit(1)
