"""Recibe un fichero por TCP como en la serie, hasta una lectura que sea justo END o el final.  Uso: recibir_tcp.py FICHERO"""
import socket
import sys

with socket.socket() as escucha:
    escucha.bind(("127.0.0.1", 0))
    escucha.listen()
    print("escuchando en 127.0.0.1:%d" % escucha.getsockname()[1], flush=True)
    conexion, _ = escucha.accept()
    with conexion, open(sys.argv[1], "wb") as f:
        while (datos := conexion.recv(1024)) not in (b"", b"END"):
            f.write(datos)
        print("END" if datos == b"END" else "se ha acabado sin un END suelto")
