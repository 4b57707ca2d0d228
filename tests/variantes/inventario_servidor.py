"""inventario_servidor, en Python: un hilo por cliente, y json y unas comprobaciones a mano en lugar de serde."""

import json
import socket
import struct
import sys
import threading
import unicodedata

MAXIMO = 65536


def recibir(conexion, cuantos):
    datos = b""
    while len(datos) < cuantos and (trozo := conexion.recv(cuantos - len(datos))):
        datos += trozo
    return datos


def entender(cuerpo):
    informe = json.loads(cuerpo.decode("utf-8"))
    if not isinstance(informe, dict):
        raise ValueError("no es un objeto")
    valores = [informe.get(campo) for campo in ("fecha", "nombre", "version")]
    if not all(isinstance(valor, str) for valor in valores):
        raise ValueError("falta un campo, o no es un texto")
    visible = lambda letra: "·" if unicodedata.category(letra) == "Cc" else letra
    return " | ".join("".join(map(visible, valor)) for valor in valores)


def acusar(conexion, recibido):
    cuerpo = json.dumps({"recibido": recibido}).encode()
    conexion.sendall(struct.pack(">I", len(cuerpo)) + cuerpo)


def atender(conexion):
    with conexion:
        while cabecera := recibir(conexion, 4):
            if len(cabecera) < 4:
                raise OSError("ha cerrado a mitad de la longitud")
            (longitud,) = struct.unpack(">I", cabecera)
            if longitud > MAXIMO:
                acusar(conexion, False)
                raise OSError("anuncia %d bytes" % longitud)
            cuerpo = recibir(conexion, longitud)
            if len(cuerpo) < longitud:
                raise OSError("ha cerrado a mitad de un informe")
            try:
                linea = entender(cuerpo)
            except (ValueError, RecursionError) as error:
                print("informe rechazado:", error, file=sys.stderr)
                acusar(conexion, False)
            else:
                sys.stdout.write(linea + "\n")
                sys.stdout.flush()
                acusar(conexion, True)


def vigilado(conexion):
    try:
        atender(conexion)
    except OSError as error:
        print("un cliente se ha ido a medias:", error, file=sys.stderr)


if len(sys.argv) < 2:
    print("uso: inventario_servidor.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
sys.stdout.reconfigure(encoding="utf-8")
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
    threading.Thread(target=vigilado, args=(conexion,), daemon=True).start()
