"""Recibe un fichero por UDP como en la serie, hasta un datagrama que diga END.  Uso: recibir_udp.py FICHERO"""
import socket
import sys

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s, open(sys.argv[1], "wb") as f:
    s.settimeout(20)
    s.bind(("127.0.0.1", 0))
    print("escuchando en 127.0.0.1:%d" % s.getsockname()[1], flush=True)
    while (datos := s.recvfrom(1024)[0]) != b"END":
        f.write(datos)
