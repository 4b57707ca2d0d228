"""Recibe una imagen como en la serie y la escribe en texto: las medidas y un píxel por línea, hasta END."""
import pickle
import socket

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    s.settimeout(20)
    s.bind(("127.0.0.1", 0))
    print("escuchando en 127.0.0.1:%d" % s.getsockname()[1], flush=True)
    while (dato := pickle.loads(s.recvfrom(1024)[0])) != "END":
        print(dato)
