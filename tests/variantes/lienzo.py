"""lienzo, en Python y sin nada más que su biblioteca."""

import socket
import struct
import sys
import time

LADO = 1000


def recibir(red):
    """El lienzo, su tamaño y cuántos píxeles le faltan."""
    while True:
        datagrama, emisor = red.recvfrom(65535)
        if len(datagrama) == 5 and datagrama[0] == 1:
            ancho, alto = struct.unpack("!HH", datagrama[1:])
            if 1 <= ancho <= LADO and 1 <= alto <= LADO:
                break
    lienzo, faltan = bytearray(3 * ancho * alto), set(range(ancho * alto))
    espera, limite = 2, time.monotonic() + 2
    while faltan and (queda := limite - time.monotonic()) > 0:
        red.settimeout(queda)
        try:
            datagrama, de = red.recvfrom(65535)
        except socket.timeout:
            break
        if de != emisor:
            continue
        if datagrama == b"\x03":
            espera = 0.5
        elif len(datagrama) > 7 and datagrama[0] == 2:
            poner(lienzo, faltan, ancho, alto, datagrama)
        limite = time.monotonic() + espera
    return lienzo, ancho, alto, len(faltan)


def poner(lienzo, faltan, ancho, alto, bloque):
    x, y, columnas, filas = struct.unpack("!HHBB", bloque[1:7])
    colores = bloque[7:]
    if len(colores) != 3 * columnas * filas or x + columnas > ancho or y + filas > alto:
        return
    for fila in range(filas):
        primero = (y + fila) * ancho + x
        lienzo[3 * primero : 3 * (primero + columnas)] = colores[3 * fila * columnas : 3 * (fila + 1) * columnas]
        faltan.difference_update(range(primero, primero + columnas))


if len(sys.argv) < 3:
    print("uso: lienzo.py IP:PUERTO FICHERO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
red = socket.socket(type=socket.SOCK_DGRAM)
try:
    red.bind((ip, int(puerto)))
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
print("escuchando en %s:%d" % red.getsockname(), flush=True)
lienzo, ancho, alto, faltan = recibir(red)
try:
    with open(sys.argv[2], "wb") as fichero:
        fichero.write(b"P6\n%d %d\n255\n" % (ancho, alto) + lienzo)
except OSError as error:
    print("error: no puedo guardar la imagen:", error, file=sys.stderr)
    sys.exit(1)
print("faltan", faltan, "píxeles")
if faltan:
    print("error: no ha llegado todo", file=sys.stderr)
    sys.exit(1)
