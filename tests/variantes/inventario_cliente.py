"""inventario_cliente, en Python: json escribe el informe, y lee el acuse con un plazo para todo él."""

import json
import socket
import struct
import sys
import time

PLAZO = 2
MAXIMO = 65536


def recibir(conexion, cuantos, hasta):
    datos = b""
    while len(datos) < cuantos:
        queda = hasta - time.monotonic()
        if queda <= 0:
            raise OSError("se ha acabado el plazo")
        conexion.settimeout(queda)
        trozo = conexion.recv(cuantos - len(datos))
        if not trozo:
            raise OSError("ha cerrado antes de tiempo")
        datos += trozo
    return datos


def inventariar(direccion):
    lineas = sys.stdin.buffer.read().decode("utf-8").split("\n")
    if lineas[-1] == "":
        lineas.pop()
    fecha, nombre, version = [linea.removesuffix("\r") for linea in lineas[:3]]
    cuerpo = json.dumps({"fecha": fecha, "nombre": nombre, "version": version}).encode()
    if len(cuerpo) > MAXIMO:
        raise ValueError("el informe no cabe")
    ip, _, puerto = direccion.rpartition(":")
    with socket.create_connection((ip, int(puerto)), timeout=PLAZO) as conexion:
        conexion.sendall(struct.pack(">I", len(cuerpo)) + cuerpo)
        hasta = time.monotonic() + PLAZO
        (longitud,) = struct.unpack(">I", recibir(conexion, 4, hasta))
        if longitud > MAXIMO:
            raise ValueError("el acuse no cabe")
        acuse = json.loads(recibir(conexion, longitud, hasta))
    if not isinstance(acuse, dict) or acuse.get("recibido") is not True:
        raise ValueError("el servidor no lo ha aceptado")


if len(sys.argv) < 2:
    print("uso: inventario_cliente.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
try:
    inventariar(sys.argv[1])
except (OSError, ValueError, OverflowError) as error:
    print("error:", error, file=sys.stderr)
    sys.exit(1)
