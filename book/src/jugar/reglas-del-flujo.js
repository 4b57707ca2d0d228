// Las reglas de «el flujo»: lo que se envía, dónde corta la red, qué devuelve cada `read` y qué hace de ello cada manera de
// separar mensajes. No dibuja nada. Son las de la lección 3: lessons/leccion3/lineas.rs, marco.rs e ingenuo.rs.

(function (raiz) {
    "use strict";

    /** Lo más que puede medir un mensaje, como en la lección 3: 1 MiB. */
    const MAXIMO = 1024 * 1024;
    const codificador = new TextEncoder();

    /** El texto de unos bytes, o `null` si no son UTF-8 enteros. */
    function texto(bytes) {
        try {
            return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
        } catch {
            return null;
        }
    }

    /** Los bytes que envía cada `write`, según cómo se separen los mensajes. */
    function escribir(mensajes, modo) {
        return mensajes.map((mensaje) => {
            const bytes = [...codificador.encode(mensaje)];
            if (modo === "lineas") {
                return [...bytes, 0x0a];
            }
            if (modo === "marco") {
                const largo = bytes.length;
                return [(largo >>> 24) & 255, (largo >>> 16) & 255, (largo >>> 8) & 255, largo & 255, ...bytes];
            }
            return bytes;
        });
    }

    /** Lo que devuelve cada `read`: la red entrega los trozos entre cortes, y nunca más de lo que cabe en el búfer. */
    function leer(bytes, cortes, bufer) {
        const lecturas = [];
        let desde = 0;
        while (desde < bytes.length) {
            const corte = cortes.find((lugar) => lugar > desde) ?? bytes.length;
            const hasta = Math.min(corte, desde + bufer, bytes.length);
            lecturas.push(bytes.slice(desde, hasta));
            desde = hasta;
        }
        return lecturas;
    }

    /** Lo que entiende quien toma cada lectura por un mensaje. */
    function aCrudo(lecturas) {
        return lecturas.map((trozo) => [{ texto: texto(trozo), bytes: trozo }]);
    }

    /** Lo que sale de cada lectura si se acumula y se corta por `\n`. La última puede no llevarlo. */
    function porLineas(lecturas) {
        let pendiente = [];
        const salen = lecturas.map((trozo) => {
            pendiente.push(...trozo);
            const lineas = [];
            for (let fin = pendiente.indexOf(0x0a); fin >= 0; fin = pendiente.indexOf(0x0a)) {
                let linea = pendiente.slice(0, fin);
                pendiente = pendiente.slice(fin + 1);
                if (linea.at(-1) === 0x0d) {
                    linea = linea.slice(0, -1);
                }
                lineas.push({ texto: texto(linea), bytes: linea });
            }
            return lineas;
        });
        const ultima = pendiente.length > 0 ? [{ texto: texto(pendiente), bytes: pendiente, sinFinal: true }] : [];
        return { salen, alCerrar: ultima };
    }

    /** Lo que sale de cada lectura si delante de cada mensaje van cuatro bytes con su longitud. */
    function porMarcos(lecturas) {
        let pendiente = [];
        let roto = null;
        const salen = lecturas.map((trozo) => {
            pendiente.push(...trozo);
            const marcos = [];
            while (roto === null && pendiente.length >= 4) {
                const largo = ((pendiente[0] << 24) | (pendiente[1] << 16) | (pendiente[2] << 8) | pendiente[3]) >>> 0;
                if (largo > MAXIMO) {
                    roto = largo;
                } else if (pendiente.length >= 4 + largo) {
                    const cuerpo = pendiente.slice(4, 4 + largo);
                    pendiente = pendiente.slice(4 + largo);
                    marcos.push({ texto: texto(cuerpo), bytes: cuerpo });
                } else {
                    break;
                }
            }
            return marcos;
        });
        return { salen, roto, faltan: pendiente };
    }

    const Flujo = { MAXIMO, texto, escribir, leer, aCrudo, porLineas, porMarcos };
    if (typeof module === "object" && module.exports) {
        module.exports = Flujo;
    } else {
        raiz.Flujo = Flujo;
    }
})(typeof globalThis === "object" ? globalThis : this);
