"""Servidor de eco TCP: devuelve a cada cliente lo que envía, hasta que se despide. Los atiende de uno en uno.

Uso: python3 eco_tcp_servidor.py HOST PUERTO
"""

import socket
import sys

with socket.create_server((sys.argv[1], int(sys.argv[2]))) as s:
    print("escuchando en {}:{}".format(*s.getsockname()), flush=True)
    while True:
        cliente, _ = s.accept()
        with cliente:
            while trozo := cliente.recv(1024):
                cliente.sendall(trozo)
