"""Envía un fichero por UDP como en la serie: un datagrama por cada 1024 bytes y END.  Uso: enviar_udp.py PUERTO FICHERO"""
import socket
import sys
import time

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s, open(sys.argv[2], "rb") as f:
    destino = ("127.0.0.1", int(sys.argv[1]))
    while trozo := f.read(1024):
        s.sendto(trozo, destino)
        time.sleep(0.001)
    s.sendto(b"END", destino)
