// La red de «TCP frente a UDP»: quién envía, qué le pasa por el camino y qué hace quien recibe.
//
// Es una máquina pura, como las de las lecciones: no dibuja, no mira el reloj y no sortea sin semilla. Se le dice qué hora
// es, en milisegundos desde el principio, y contesta con lo que ha pasado. Las reglas son las del curso:
//   src/fallas/azar.rs, perder.rs, desordenar.rs   el camino (con la misma semilla se pierden los mismos)
//   lessons/leccion7/fiable                        la ventana, los huecos y los plazos
// La prueba tests/jugar.rs compara los sorteos de aquí con los de allí.

(function (raiz) {
    "use strict";

    const MASCARA = (1n << 64n) - 1n;

    /** SplitMix64: números que parecen al azar y se pueden repetir. */
    class Azar {
        constructor(semilla) {
            this.contador = BigInt(semilla) & MASCARA;
        }

        siguiente() {
            this.contador = (this.contador + 0x9e3779b97f4a7c15n) & MASCARA;
            let mezcla = this.contador;
            mezcla = ((mezcla ^ (mezcla >> 30n)) * 0xbf58476d1ce4e5b9n) & MASCARA;
            mezcla = ((mezcla ^ (mezcla >> 27n)) * 0x94d049bb133111ebn) & MASCARA;
            return mezcla ^ (mezcla >> 31n);
        }

        /** Entre 0 y 1, sin llegar a 1. */
        fraccion() {
            return Number(this.siguiente() >> 11n) / 2 ** 53;
        }

        /** ¿Le toca al siguiente, si le toca a esta fracción de ellos? */
        toca(fraccion) {
            return this.fraccion() < fraccion;
        }
    }

    /** Cuántos adelantan a un datagrama que se queda atrás, y cuánto espera como mucho si no vienen. */
    const PUESTOS = 3;
    const PACIENCIA = 60;

    /** Un sentido del cable: pierde, desordena y tarda. No duplica. */
    class Camino {
        constructor({ perder, desordenar, demora, semilla }) {
            Object.assign(this, { perder, desordenar, demora });
            this.pierde = new Azar(semilla);
            this.atrasa = new Azar(BigInt(semilla) + 1000n);
            this.enCamino = [];
            this.retenidos = [];
            this.perdidos = 0;
        }

        /** Sale un paquete. Devuelve si se ha perdido (quien envía no se entera: es para dibujarlo). */
        enviar(ahora, paquete) {
            if (this.pierde.toca(this.perder)) {
                this.perdidos += 1;
                return true;
            }
            if (this.atrasa.toca(this.desordenar)) {
                this.retenidos.push({ faltan: PUESTOS, hora: ahora + PACIENCIA, paquete });
                return false;
            }
            this.enCamino.push({ sale: ahora, llega: ahora + this.demora, paquete });
            for (const retenido of this.retenidos) {
                retenido.faltan -= 1;
            }
            this.soltar(ahora);
            return false;
        }

        soltar(ahora) {
            const siguen = [];
            for (const retenido of this.retenidos) {
                if (retenido.faltan <= 0 || retenido.hora <= ahora) {
                    this.enCamino.push({ sale: ahora, llega: ahora + this.demora, paquete: retenido.paquete });
                } else {
                    siguen.push(retenido);
                }
            }
            this.retenidos = siguen;
        }

        /** Lo que ha llegado ya, en el orden en que llega. */
        entregar(ahora) {
            this.soltar(ahora);
            const llegan = [];
            const siguen = [];
            for (const uno of this.enCamino) {
                (uno.llega <= ahora ? llegan : siguen).push(uno);
            }
            this.enCamino = siguen;
            return llegan.sort((uno, otro) => uno.llega - otro.llega).map((uno) => uno.paquete);
        }

        vacio() {
            return this.enCamino.length === 0 && this.retenidos.length === 0;
        }
    }

    /** Si tres envíos posteriores han llegado y este no, se ha perdido (uno o dos pueden ser desorden). */
    const HUECO = 3;
    /** Lo menos y lo más que se espera un acuse antes de repetir, en milisegundos. */
    const PLAZO = [30, 500];

    /** Quien no espera a nadie: envía cada píxel una vez. */
    class EmisorASecas {
        constructor(total) {
            this.total = total;
            this.siguienteNumero = 0;
        }

        siguiente() {
            if (this.siguienteNumero === this.total) {
                return null;
            }
            const numero = this.siguienteNumero;
            this.siguienteNumero += 1;
            return { numero, envio: numero, repetido: false };
        }

        llega() {}

        terminado() {
            return this.siguienteNumero === this.total;
        }
    }

    /** Quien numera, espera acuses y repite lo perdido, con una ventana de paquetes sin confirmar. */
    class EmisorConAcuses {
        constructor(total, ventana) {
            Object.assign(this, { total, ventana, base: 0, envio: 0, plazo: PLAZO[0], vence: Infinity, pregunta: 0 });
            // De cada uno desde `base`: su último envío, "confirmado" o "perdido".
            this.vuelo = [];
            this.sonda = null;
        }

        siguiente(ahora) {
            if (this.terminado()) {
                return null;
            }
            if (ahora >= this.vence) {
                this.preguntar();
            }
            const perdido = this.vuelo.indexOf("perdido");
            if (perdido >= 0) {
                return this.enviar(perdido, ahora, true);
            }
            const numero = this.base + this.vuelo.length;
            if (numero < this.total && this.vuelo.length < this.ventana) {
                this.vuelo.push(0);
                return this.enviar(this.vuelo.length - 1, ahora, false);
            }
            return null;
        }

        enviar(lugar, ahora, repetido) {
            const envio = this.envio;
            this.envio += 1;
            this.vuelo[lugar] = envio;
            this.vence = ahora + this.plazo;
            this.sonda ??= { envio, ahora };
            return { numero: this.base + lugar, envio, repetido };
        }

        // Se ha agotado el plazo: se repite el primero, y la próxima vez se espera el doble.
        preguntar() {
            this.pregunta = this.envio;
            const primero = this.vuelo.findIndex((uno) => typeof uno === "number");
            if (primero >= 0) {
                this.vuelo[primero] = "perdido";
            }
            this.plazo = Math.min(this.plazo * 2, PLAZO[1]);
        }

        llega(acuse, ahora) {
            const avance = Math.max(0, acuse.base - this.base);
            this.vuelo.splice(0, avance);
            this.base += avance;
            for (const numero of acuse.salteados) {
                if (numero >= this.base && numero < this.base + this.vuelo.length) {
                    this.vuelo[numero - this.base] = "confirmado";
                }
            }
            const visto = acuse.mayorEnvio;
            const antiguo = (envio) => envio < this.pregunta && this.pregunta <= visto;
            this.vuelo = this.vuelo.map((uno) =>
                typeof uno === "number" && (uno + HUECO <= visto || antiguo(uno)) ? "perdido" : uno,
            );
            if (this.sonda && this.sonda.envio <= visto) {
                const vuelta = ahora - this.sonda.ahora;
                this.plazo = Math.min(Math.max(vuelta * 3, PLAZO[0]), PLAZO[1]);
                this.sonda = null;
            }
            this.vence = ahora + this.plazo;
        }

        terminado() {
            return this.base === this.total;
        }
    }

    /** Quien recibe. Si `enOrden`, lo que se adelanta espera a lo que falta; si no, se usa según llega. */
    class Receptor {
        constructor(total, enOrden) {
            Object.assign(this, { total, enOrden, base: 0, mayorEnvio: -1, llegados: 0, entregados: 0 });
            this.tiene = new Uint8Array(total);
            this.esperan = new Set();
        }

        /** Llega un píxel. Devuelve los que ya se pueden dibujar. */
        llega({ numero, envio }) {
            this.mayorEnvio = Math.max(this.mayorEnvio, envio);
            if (this.tiene[numero]) {
                return [];
            }
            this.tiene[numero] = 1;
            this.llegados += 1;
            this.esperan.add(numero);
            const seguidos = [];
            while (this.base < this.total && this.tiene[this.base]) {
                this.esperan.delete(this.base);
                seguidos.push(this.base);
                this.base += 1;
            }
            const salen = this.enOrden ? seguidos : [numero];
            this.entregados += salen.length;
            return salen;
        }

        acuse() {
            return { base: this.base, salteados: [...this.esperan], mayorEnvio: this.mayorEnvio };
        }
    }

    /** Lo que ocupan las cabeceras: IPv4, 20 bytes; UDP, 8 (RFC 768); TCP, 20 sin opciones (RFC 9293). */
    const CABECERAS = { tcp: 20 + 20, udp: 20 + 8 };
    /** Por TCP el orden dice dónde va cada píxel: bastan 3 bytes de color. Por UDP, 4 más para su sitio. */
    const CARGA = { tcp: 3, udp: 7 };
    /** Lo que lleva un acuse de UDP: el primero que falta, el mayor envío visto y un mapa de 32 bytes. */
    const ACUSE = { tcp: 0, udp: 4 + 4 + 32 };

    /** La misma imagen por un protocolo, de principio a fin. `manera`: "tcp", "udp" (a secas) o "udp-acuses". */
    class Carril {
        constructor(manera, { total, perder, desordenar, demora, ventana, ritmo, semilla }) {
            this.manera = manera;
            this.total = total;
            this.protocolo = manera === "tcp" ? "tcp" : "udp";
            this.conAcuses = manera !== "udp";
            this.ritmo = ritmo;
            this.proximo = 0;
            this.ida = new Camino({ perder, desordenar, demora, semilla });
            // Los acuses se pierden igual, pero no los mismos.
            this.vuelta = new Camino({ perder, desordenar: 0, demora, semilla: BigInt(semilla) + 5000n });
            this.emisor = this.conAcuses ? new EmisorConAcuses(total, ventana) : new EmisorASecas(total);
            this.receptor = new Receptor(total, manera === "tcp");
            this.cuenta = { enviados: 0, repetidos: 0, acuses: 0, bytes: 0, fin: null };
        }

        /** Pasa el tiempo hasta `ahora`. Devuelve lo que ha pasado: píxeles dibujados, envíos y pérdidas. */
        avanzar(ahora) {
            const pasado = { dibujados: [], enviados: [], acuses: [] };
            if (this.cuenta.fin !== null) {
                return pasado;
            }
            for (const acuse of this.vuelta.entregar(ahora)) {
                this.emisor.llega(acuse, ahora);
            }
            while (this.proximo <= ahora) {
                const paquete = this.emisor.siguiente(ahora);
                if (paquete === null) {
                    this.proximo = ahora;
                    break;
                }
                this.proximo += this.ritmo;
                this.cuenta.enviados += 1;
                this.cuenta.repetidos += paquete.repetido ? 1 : 0;
                this.cuenta.bytes += CABECERAS[this.protocolo] + CARGA[this.protocolo];
                pasado.enviados.push({ ...paquete, perdido: this.ida.enviar(ahora, paquete) });
            }
            for (const paquete of this.ida.entregar(ahora)) {
                pasado.dibujados.push(...this.receptor.llega(paquete));
                if (this.conAcuses) {
                    this.cuenta.acuses += 1;
                    this.cuenta.bytes += CABECERAS[this.protocolo] + ACUSE[this.protocolo];
                    pasado.acuses.push({ perdido: this.vuelta.enviar(ahora, this.receptor.acuse()) });
                }
            }
            const completa = this.receptor.entregados === this.total;
            const nadaMas = !this.conAcuses && this.emisor.terminado() && this.ida.vacio();
            if (completa || nadaMas) {
                this.cuenta.fin = ahora;
            }
            return pasado;
        }

        /** Los que han llegado y esperan a uno que falta. */
        esperando() {
            return this.receptor.enOrden ? [...this.receptor.esperan] : [];
        }

        faltan() {
            return this.total - this.receptor.entregados;
        }
    }

    const Red = { Azar, Camino, EmisorConAcuses, EmisorASecas, Receptor, Carril };
    if (typeof module === "object" && module.exports) {
        module.exports = Red;
    } else {
        raiz.Red = Red;
    }
})(typeof globalThis === "object" ? globalThis : this);
