"""sala_de_espera, en Python: un solo hilo que atiende a quien tenga algo (selectors)."""

import selectors
import socket
import sys


def acabar(frase, codigo):
    print(frase, file=sys.stderr)
    sys.exit(codigo)


if len(sys.argv) < 3 or not sys.argv[2].isdigit() or int(sys.argv[2]) < 1:
    acabar("uso: sala.py IP:PUERTO N", 2)
aforo = int(sys.argv[2])
ip, _, puerto = sys.argv[1].rpartition(":")
escucha = socket.socket()
try:
    escucha.bind((ip, int(puerto)))
except (OSError, OverflowError):
    acabar("error: no puedo escuchar en " + sys.argv[1], 1)
escucha.listen(128)
print("escuchando en %s:%d" % escucha.getsockname(), flush=True)

vigia = selectors.DefaultSelector()
vigia.register(escucha, selectors.EVENT_READ)
dentro = []


def llega():
    conexion, _ = escucha.accept()
    vigia.register(conexion, selectors.EVENT_READ)
    dentro.append(conexion)
    decir(conexion, "faltan %d\n" % (aforo - len(dentro)))
    if len(dentro) == aforo:
        for otra in dentro:
            decir(otra, "¡adelante!\n")
            despedir(otra)
        dentro.clear()


def decir(conexion, linea):
    try:
        conexion.sendall(linea.encode())
    except OSError as error:
        print("un cliente se ha ido:", error, file=sys.stderr)


def despedir(conexion):
    try:
        conexion.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def se_mueve(conexion):
    try:
        sigue = conexion.recv(1024)
    except OSError:
        sigue = b""
    if not sigue:
        if conexion in dentro:
            dentro.remove(conexion)
        vigia.unregister(conexion)
        conexion.close()


while True:
    listos = [clave.fileobj for clave, _ in vigia.select()]
    # Primero los que se van: su sitio es para quien llega.
    for uno in listos:
        if uno is not escucha:
            se_mueve(uno)
    if escucha in listos:
        llega()
