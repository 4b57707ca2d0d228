"""contador_visitas, en Python: socketserver, con un hilo por visita y la cola de cinco que trae de serie."""

import socketserver
import sys
import threading

cerrojo = threading.Lock()
visitas = ahora = 0


class Visita(socketserver.StreamRequestHandler):
    def setup(self):
        global visitas, ahora
        super().setup()
        with cerrojo:
            visitas += 1
            ahora += 1
            self.numero = visitas

    def handle(self):
        try:
            self.wfile.write(b"eres la visita %d\n" % self.numero)
            for _ in self.rfile:
                with cerrojo:
                    dicho = b"visitas %d, ahora %d\n" % (visitas, ahora)
                self.wfile.write(dicho)
        except OSError as error:
            print("una visita se ha ido a medias:", error, file=sys.stderr)

    def finish(self):
        global ahora
        with cerrojo:
            ahora -= 1
        super().finish()


class Servidor(socketserver.ThreadingTCPServer):
    daemon_threads = True


if len(sys.argv) < 2:
    print("uso: contador.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
try:
    servidor = Servidor((ip, int(puerto)), Visita)
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
print("escuchando en %s:%d" % servidor.server_address, flush=True)
servidor.serve_forever()
