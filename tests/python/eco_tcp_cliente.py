"""Cliente de eco TCP: envía el mensaje, se despide y escribe todo lo que vuelve.

Uso: python3 eco_tcp_cliente.py HOST PUERTO MENSAJE
"""

import socket
import sys

with socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=20) as s:
    s.sendall(sys.argv[3].encode())
    s.shutdown(socket.SHUT_WR)
    eco = b""
    while trozo := s.recv(1024):
        eco += trozo
print(eco.decode())
