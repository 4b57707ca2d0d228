"""Recibe un informe como el servidor de la serie: recibir.py texto|pickle|json.

Escribe el puerto en el que escucha y, después, los tres datos, uno por línea. Solo abre pickles de esta misma prueba.
"""

import json
import pickle
import socket
import struct
import sys

formato = sys.argv[1]
with socket.create_server(("127.0.0.1", 0)) as escucha:
    print(escucha.getsockname()[1], flush=True)
    escucha.settimeout(20)
    conexion, _ = escucha.accept()
    with conexion:
        conexion.settimeout(20)
        datos = b""
        while trozo := conexion.recv(1024):
            datos += trozo

if formato == "texto":
    fecha, nombre, version = datos.decode().split("\n")
elif formato == "pickle":
    fecha, nombre, version = pickle.loads(datos)
else:
    (longitud,) = struct.unpack(">I", datos[:4])
    assert longitud == len(datos) - 4, (longitud, len(datos))
    informe = json.loads(datos[4:])
    fecha, nombre, version = informe["fecha"], informe["nombre"], informe["version"]

sys.stdout.buffer.write("\n".join([fecha, nombre, version]).encode() + b"\n")
