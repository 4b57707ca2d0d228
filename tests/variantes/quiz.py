"""quiz_completo, en Python: un solo hilo, con asyncio."""

import asyncio
import re
import sys

PREGUNTAS = [
    ("¿Cuál es el planeta más grande del sistema solar?", "Júpiter"),
    ("¿Quién escribió «Don Quijote de la Mancha»?", "Miguel de Cervantes"),
    ("¿De qué país es capital Madrid?", "España"),
]
MAXIMO = 1000


def normalizar(texto):
    texto = " ".join(texto.split()).lower()
    texto = re.sub("[\u0301\u0308]", "", texto)
    return texto.translate(str.maketrans("áéíóúü", "aeiouu"))


class Jugador:
    def __init__(self, nombre, escritor):
        self.nombre, self.escritor = nombre, escritor
        self.puntos, self.dicho, self.presente = 0, None, True

    def decir(self, linea):
        if self.presente:
            self.escritor.write((linea + "\n").encode())


class Mesa:
    def __init__(self):
        self.jugadores, self.novedad, self.preguntando = [], asyncio.Event(), False

    def quedan(self):
        return [jugador for jugador in self.jugadores if jugador.presente]

    async def jugar(self):
        for numero, (pregunta, respuesta) in enumerate(PREGUNTAS, 1):
            for jugador in self.quedan():
                jugador.dicho = None
                jugador.decir(f"pregunta {numero}: {pregunta}")
            self.preguntando = True
            try:
                await asyncio.wait_for(self.respuestas(), segundos)
            except asyncio.TimeoutError:
                pass
            self.preguntando = False
            for jugador in self.quedan():
                como = "sin respuesta"
                if jugador.dicho is not None:
                    bien = normalizar(jugador.dicho) == normalizar(respuesta)
                    como = "bien" if bien else "mal"
                    jugador.puntos += bien
                jugador.decir(f"{como}, llevas {jugador.puntos}")
        orden = sorted(self.quedan(), key=lambda jugador: -jugador.puntos)
        for jugador in orden:
            for otro in orden:
                puesto = 1 + sum(uno.puntos > otro.puntos for uno in orden)
                jugador.decir(f"{puesto}. {otro.nombre}: {otro.puntos}")
            jugador.decir("fin")
            jugador.escritor.close()

    async def respuestas(self):
        while any(jugador.dicho is None for jugador in self.quedan()):
            self.novedad.clear()
            await self.novedad.wait()


mesa = Mesa()
partidas = set()


async def leer_linea(lector):
    """Una línea sin su final; None si se ha ido, o si no la acaba."""
    try:
        linea = await lector.readuntil(b"\n")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        return None
    return linea if len(linea) <= MAXIMO else None


async def sentar(lector, escritor):
    global mesa
    escritor.write("¿nombre?\n".encode())
    while (linea := await leer_linea(lector)) is not None:
        nombre = " ".join(linea.decode(errors="replace").split())
        if not 1 <= len(nombre) <= 20 or "\ufffd" in nombre or re.search("[\x00-\x1f\x7f-\x9f]", nombre):
            escritor.write("nombre no válido\n".encode())
        elif any(normalizar(otro.nombre) == normalizar(nombre) for otro in mesa.jugadores):
            escritor.write("nombre repetido\n".encode())
        else:
            jugador, suya = Jugador(nombre, escritor), mesa
            jugador.decir(f"hola, {nombre}")
            suya.jugadores.append(jugador)
            if len(suya.jugadores) == cuantos:
                mesa = Mesa()
                partida = asyncio.create_task(suya.jugar())
                partidas.add(partida)
                partida.add_done_callback(partidas.discard)
            return jugador, suya
    return None, None


async def atender(lector, escritor):
    jugador, suya = await sentar(lector, escritor)
    while jugador and (linea := await leer_linea(lector)) is not None:
        if suya.preguntando and jugador.dicho is None:
            jugador.dicho = linea.decode(errors="replace")
            suya.novedad.set()
    if jugador:
        jugador.presente = False
        if suya is mesa:
            mesa.jugadores.remove(jugador)
        suya.novedad.set()
    escritor.close()


async def principal(ip, puerto):
    try:
        servidor = await asyncio.start_server(atender, ip, puerto, limit=MAXIMO)
    except (OSError, OverflowError):
        print("error: no puedo escuchar en", sys.argv[1], file=sys.stderr)
        sys.exit(1)
    print("escuchando en %s:%d" % servidor.sockets[0].getsockname(), flush=True)
    await servidor.serve_forever()


try:
    cuantos, segundos = int(sys.argv[2]), int(sys.argv[3])
    assert cuantos > 0 and segundos > 0
except (IndexError, ValueError, AssertionError):
    print("uso: quiz.py IP:PUERTO JUGADORES SEGUNDOS", file=sys.stderr)
    sys.exit(2)
ip, _, puerto = sys.argv[1].rpartition(":")
asyncio.run(principal(ip, int(puerto)))
