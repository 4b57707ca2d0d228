"""cliente_eco, en Python: envía y recibe a la vez en un solo hilo, con `select`."""

import select
import socket
import sys

PLAZO = 2


def pedir_eco(direccion, mensaje):
    """`None` si ha vuelto lo enviado; si no, qué ha pasado."""
    ip, _, puerto = direccion.rpartition(":")
    conexion = socket.create_connection((ip, int(puerto)), timeout=PLAZO)
    conexion.setblocking(False)
    por_enviar, recibidos, despedido = memoryview(mensaje), 0, False
    while True:
        if not por_enviar and not despedido:
            conexion.shutdown(socket.SHUT_WR)
            despedido = True
        legibles, escribibles, _ = select.select([conexion], [] if despedido else [conexion], [], PLAZO)
        if not legibles and not escribibles:
            return f"en {PLAZO} s no se ha movido nada"
        if escribibles:
            por_enviar = por_enviar[conexion.send(por_enviar[: 1 << 20]) :]
        if legibles:
            trozo = conexion.recv(1 << 16)
            if not trozo:
                falta = len(mensaje) - recibidos
                return f"faltan {falta} bytes del eco" if falta else None
            sys.stdout.buffer.write(trozo)
            sys.stdout.buffer.flush()
            if mensaje[recibidos : recibidos + len(trozo)] != trozo:
                return "el eco no es lo enviado"
            recibidos += len(trozo)


if len(sys.argv) < 2:
    print("uso: cliente_eco.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
try:
    fallo = pedir_eco(sys.argv[1], sys.stdin.buffer.read())
except (OSError, ValueError, OverflowError) as error:
    fallo = error
if fallo is not None:
    print("error:", fallo, file=sys.stderr)
    sys.exit(1)
