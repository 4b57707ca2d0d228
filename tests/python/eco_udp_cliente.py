"""Cliente de eco UDP: envía cada mensaje en un datagrama y escribe su eco.

Uso: python3 eco_udp_cliente.py HOST PUERTO MENSAJE...
"""

import socket
import sys

host, puerto, mensajes = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.settimeout(20)
    for mensaje in mensajes:
        s.sendto(mensaje.encode(), (host, puerto))
        eco, _ = s.recvfrom(65535)
        print(eco.decode())
