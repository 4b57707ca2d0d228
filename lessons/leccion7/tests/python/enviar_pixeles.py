"""Envía una imagen como en la serie: un pickle con las medidas, uno por píxel y END.

Uso: enviar_pixeles.py PUERTO ANCHO ALTO TIPO VERSION.  TIPO: rgb, gris, juntos (de dos en dos), malvado.
El píxel (x, y) vale (x * 5, y * 7, x + y), o x * 5 si es gris.
"""
import os
import pickle
import socket
import sys
import time

puerto, ancho, alto, tipo, version = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], int(sys.argv[5])


class Malvado:
    """Un pickle que, al abrirlo en Python, ejecutaría una orden."""

    def __reduce__(self):
        return os.system, ("echo EJECUTADO",)


with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
    def enviar(*valores):
        s.sendto(b"".join(pickle.dumps(valor, version) for valor in valores), ("127.0.0.1", puerto))
        time.sleep(0.0005)

    enviar((ancho, alto))
    if tipo == "malvado":
        enviar(Malvado())
        # Parejas de parejas de parejas: en memoria serían más de un billón de valores.
        s.sendto(b"\x80\x02K\x01" + b"2\x86" * 40 + b".", ("127.0.0.1", puerto))
    pixeles = []
    for y in range(alto):
        for x in range(ancho):
            pixeles.append(((x, y), x * 5 if tipo == "gris" else (x * 5, y * 7, x + y)))
    paso = 2 if tipo == "juntos" else 1
    for i in range(0, len(pixeles), paso):
        enviar(*pixeles[i:i + paso])
    enviar("END")
