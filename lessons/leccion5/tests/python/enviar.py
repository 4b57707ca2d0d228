"""Envía el informe como los programas de la serie: enviar.py PUERTO texto|pickle [PROTOCOLO] [TROZO].

Fecha, nombre y versión, en ese orden; el final es cerrar.
"""

import pickle
import socket
import sys

puerto, formato = int(sys.argv[1]), sys.argv[2]
protocolo = int(sys.argv[3]) if len(sys.argv) > 3 else pickle.DEFAULT_PROTOCOL
trozo = int(sys.argv[4]) if len(sys.argv) > 4 else 100000

informe = ("2024-06-03 10:00:00", "portátil de Íñigo 🐱", "3.12 \\ «beta»")
if formato == "texto":
    datos = "\n".join(informe).encode()
else:
    datos = pickle.dumps(informe, protocolo)

with socket.create_connection(("127.0.0.1", puerto), timeout=20) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for i in range(0, len(datos), trozo):
        s.sendall(datos[i : i + trozo])
