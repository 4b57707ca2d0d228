"""servidor_web, en Python: `asyncio`, un solo hilo para todos los clientes."""

import asyncio
import sys

PAGINA = (
    '<!doctype html>\n<html lang="es">\n<meta charset="utf-8">\n'
    "<title>Mi primer servidor</title>\n<p>¡Hola desde Rust!</p>\n</html>\n"
)
LIMITE = 16 * 1024
PLAZO = 2


async def leer_peticion(lector):
    """Hasta la línea vacía; `None` si el cliente se va antes."""
    recibido = b""
    while b"\r\n\r\n" not in recibido and len(recibido) < LIMITE:
        trozo = await lector.read(4096)
        if not trozo:
            return None
        recibido += trozo
    donde = recibido.find(b"\r\n\r\n")
    return recibido if donde < 0 else recibido[: donde + 4]


def responder(peticion):
    if len(peticion) > LIMITE or not peticion.endswith(b"\r\n\r\n"):
        return respuesta("431 Request Header Fields Too Large", "", "Esa petición es demasiado larga.\n")
    palabras = peticion.split(b"\r\n")[0].split(b" ")
    if len(palabras) != 3 or not palabras[2].startswith(b"HTTP/"):
        return respuesta("400 Bad Request", "", "No entiendo esa petición.\n")
    if palabras[0] != b"GET":
        return respuesta("405 Method Not Allowed", "Allow: GET\r\n", "Solo atiendo GET.\n")
    if palabras[1] != b"/":
        return respuesta("404 Not Found", "", "Aquí no hay nada.\n")
    return respuesta("200 OK", "", PAGINA)


def respuesta(estado, cabeceras, cuerpo):
    cuerpo = cuerpo.encode()
    principio = (
        f"HTTP/1.1 {estado}\r\n{cabeceras}Content-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(cuerpo)}\r\nConnection: close\r\n\r\n"
    )
    return principio.encode() + cuerpo


async def conversar(lector, escritor):
    peticion = await leer_peticion(lector)
    if peticion is None:
        return
    escritor.write(responder(peticion))
    escritor.write_eof()
    while await lector.read(4096):
        pass


async def atender(lector, escritor):
    try:
        await asyncio.wait_for(conversar(lector, escritor), PLAZO)
    except (OSError, asyncio.TimeoutError) as error:
        print("un cliente se ha ido a medias:", repr(error), file=sys.stderr)
    finally:
        escritor.close()


async def servir(ip, puerto):
    servidor = await asyncio.start_server(atender, ip, puerto, backlog=128)
    print("escuchando en %s:%d" % servidor.sockets[0].getsockname(), flush=True)
    await servidor.serve_forever()


if len(sys.argv) < 2:
    print("uso: web.py IP:PUERTO", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
try:
    asyncio.run(servir(ip, int(puerto)))
except (OSError, OverflowError):
    print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
    sys.exit(1)
