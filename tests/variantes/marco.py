"""marco_longitud, en Python: `struct` y un hilo por cliente, con `socketserver`."""

import socketserver
import struct
import sys

MAXIMO = 1024 * 1024


class Cliente(socketserver.StreamRequestHandler):
    def handle(self):
        while cabecera := self.rfile.read(4):
            if len(cabecera) < 4:
                return print(f"faltaban {4 - len(cabecera)} bytes", file=sys.stderr, flush=True)
            (longitud,) = struct.unpack("!I", cabecera)
            if longitud > MAXIMO:
                return print(f"un cliente anuncia {longitud} bytes", file=sys.stderr, flush=True)
            cuerpo = self.rfile.read(longitud)
            if len(cuerpo) < longitud:
                return print(f"faltaban {longitud - len(cuerpo)} bytes", file=sys.stderr, flush=True)
            self.wfile.write(cabecera + cuerpo[::-1])


class Servidor(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, _conexion, _direccion):
        print("un cliente se ha ido a medias:", sys.exc_info()[1], file=sys.stderr)


if len(sys.argv) < 2:
    print("uso: marco.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
try:
    servidor = Servidor((ip, int(puerto)), Cliente)
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
print("escuchando en %s:%d" % servidor.server_address, flush=True)
servidor.serve_forever()
