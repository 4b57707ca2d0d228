"""Un jugador que habla como los programas de la serie de Python: pickles por un socket, y nada más.

Uso: cliente.py PUERTO NOMBRE [PROTOCOLO [trozos]]     (protocolo de pickle; con «trozos» envía byte a byte)

Contesta con el número que haya en la pregunta. Escribe lo que recibe, una cosa por línea.
"""

import pickle
import re
import socket
import sys
import time

puerto, nombre = int(sys.argv[1]), sys.argv[2]
protocolo = int(sys.argv[3]) if len(sys.argv) > 3 else pickle.DEFAULT_PROTOCOL
a_trozos = len(sys.argv) > 4

conexion = socket.create_connection(("127.0.0.1", puerto), timeout=20)
conexion.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def enviar(valor):
    datos = pickle.dumps(valor, protocol=protocolo)
    if not a_trozos:
        conexion.sendall(datos)
        return
    for i in range(len(datos)):
        conexion.sendall(datos[i : i + 1])
        time.sleep(0.001)


# Leer de un fichero hecho con el socket deja que `pickle.load` pida los bytes que necesite: ni uno más por mensaje.
flujo = conexion.makefile("rb")
enviar(["JOIN", nombre])
while True:
    try:
        codigo, texto = pickle.load(flujo)
    except EOFError:
        break
    print(codigo, texto, flush=True)
    if codigo == 2:
        enviar(["QUES", ""])
    elif codigo == 1:
        enviar(["4", " ".join(re.findall(r"\d+", texto))])
    elif codigo == 7:
        enviar(["QUES", ""])
print("fin", flush=True)
