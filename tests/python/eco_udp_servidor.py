"""Servidor de eco UDP: devuelve cada datagrama a quien lo envía, hasta que lo paran.

Uso: python3 eco_udp_servidor.py HOST PUERTO
"""

import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.bind((sys.argv[1], int(sys.argv[2])))
    print("escuchando en {}:{}".format(*s.getsockname()), flush=True)
    while True:
        datos, cliente = s.recvfrom(65535)
        s.sendto(datos, cliente)
