"""Envía un fichero por TCP como en la serie: trozos de 1024 y END.  Uso: enviar_tcp.py PUERTO FICHERO MODO

MODO: aparte (END en su propio envío), pegado (END con los últimos datos), partido (END byte a byte),
      abierto (no cuelga: espera a que cuelgue el servidor), roto (se va sin END).
"""
import socket
import sys
import time

puerto, fichero, modo = int(sys.argv[1]), sys.argv[2], sys.argv[3]
with socket.create_connection(("127.0.0.1", puerto), timeout=20) as s:
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if modo == "pegado":
        with open(fichero, "rb") as f:
            s.sendall(f.read() + b"END")
    else:
        with open(fichero, "rb") as f:
            while trozo := f.read(1024):
                s.sendall(trozo)
        if modo == "partido":
            for byte in (b"E", b"N", b"D"):
                time.sleep(0.02)
                s.sendall(byte)
        elif modo != "roto":
            s.sendall(b"END")
    if modo == "abierto":
        assert s.recv(1) == b"", "esperaba que colgara el servidor"
