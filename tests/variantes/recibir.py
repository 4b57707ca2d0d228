"""recibir_archivo_tcp, en Python: se escribe al lado y `os.replace` le da su nombre."""

import os
import socket
import struct
import sys
import zlib

PLAZO = 2
BUFFER = 65536


def exactamente(conexion, cuantos):
    datos = b""
    while len(datos) < cuantos:
        trozo = conexion.recv(cuantos - len(datos))
        if not trozo:
            raise OSError("ha cerrado a mitad del anuncio")
        datos += trozo
    return datos


def guardar(conexion, salida):
    if exactamente(conexion, 4) != b"FT1\n":
        raise OSError("eso no es un anuncio")
    tamano, suma, longitud = struct.unpack(">QIH", exactamente(conexion, 14))
    if longitud > 255:
        raise OSError("anuncia un nombre de %d bytes" % longitud)
    exactamente(conexion, longitud)
    if tamano > 1 << 30:
        return 2
    parcial = salida + ".%d.parcial" % os.getpid()
    try:
        fichero = open(parcial, "wb")
    except OSError:
        return 2
    try:
        with fichero:
            llevo, mia = 0, 0
            while llevo < tamano:
                trozo = conexion.recv(min(BUFFER, tamano - llevo))
                if not trozo:
                    raise OSError("ha cerrado cuando faltaban %d bytes" % (tamano - llevo))
                fichero.write(trozo)
                llevo, mia = llevo + len(trozo), zlib.crc32(trozo, mia)
        if mia != suma:
            return 1
        os.replace(parcial, salida)
        return 0
    finally:
        if os.path.exists(parcial):
            os.remove(parcial)


def atender(conexion, salida):
    conexion.settimeout(PLAZO)
    veredicto = guardar(conexion, salida)
    if veredicto:
        print("no lo guardo:", veredicto, file=sys.stderr, flush=True)
    conexion.sendall(bytes([veredicto]))
    conexion.shutdown(socket.SHUT_WR)
    while conexion.recv(BUFFER):
        pass


if len(sys.argv) < 3:
    print("uso: recibir.py IP:PUERTO SALIDA", file=sys.stderr)
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
            atender(conexion, sys.argv[2])
        except OSError as error:
            print("un emisor se ha ido a medias:", error, file=sys.stderr, flush=True)
