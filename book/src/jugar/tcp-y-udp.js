// «TCP frente a UDP»: los mandos, los dos lienzos y las cuentas. Las reglas están en red.js; aquí solo se dibuja.

(function () {
    "use strict";

    const { Carril } = window.Red;
    const { ancho, alto, pixeles } = window.GATIN;
    const TOTAL = ancho * alto;
    const ESCALA = 6;
    const SIN_LLEGAR = [0x1b, 0x1f, 0x27];

    const MANDOS = [
        { nombre: "perder", rotulo: "Se pierden", unidad: " %", min: 0, max: 40, paso: 1, valor: 20 },
        { nombre: "desordenar", rotulo: "Se atrasan", unidad: " %", min: 0, max: 30, paso: 1, valor: 0 },
        { nombre: "demora", rotulo: "Tardan en llegar", unidad: " ms", min: 5, max: 200, paso: 5, valor: 50 },
        { nombre: "ventana", rotulo: "Ventana", unidad: " en camino", min: 1, max: 64, paso: 1, valor: 32 },
        { nombre: "velocidad", rotulo: "Velocidad", unidad: " veces la real", min: 1, max: 20, paso: 1, valor: 4 },
    ];

    const numero = (cuanto) => Math.round(cuanto).toString().replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
    const segundos = (ms) => (ms / 1000).toFixed(1).replace(".", ",") + " s";

    function crear(etiqueta, atributos = {}, ...hijos) {
        const nodo = document.createElement(etiqueta);
        for (const [nombre, valor] of Object.entries(atributos)) {
            nodo.setAttribute(nombre, valor);
        }
        nodo.append(...hijos);
        return nodo;
    }

    function color(indice) {
        const desde = indice * 6;
        return [0, 2, 4].map((salto) => Number.parseInt(pixeles.slice(desde + salto, desde + salto + 2), 16));
    }

    /** Un lienzo, su cable y sus cuentas. */
    class Vista {
        constructor(titulo, ayuda) {
            this.titulo = crear("h3", {}, titulo);
            this.lienzo = crear("canvas", { width: ancho * ESCALA, height: alto * ESCALA, role: "img" });
            this.cable = crear("canvas", { width: ancho * ESCALA, height: 34, "aria-hidden": "true" });
            this.cuentas = crear("dl", { class: "cuentas" });
            this.nodo = crear("section", { class: "carril" }, this.titulo, crear("p", { class: "menor" }, ayuda));
            this.nodo.append(this.lienzo, this.cable, this.cuentas);
            this.pluma = this.lienzo.getContext("2d");
            this.trazo = this.cable.getContext("2d");
        }

        empezar(carril) {
            this.carril = carril;
            this.esperando = new Set();
            this.estelas = [];
            this.pluma.fillStyle = `rgb(${SIN_LLEGAR})`;
            this.pluma.fillRect(0, 0, this.lienzo.width, this.lienzo.height);
            this.contar();
            this.describir();
        }

        pintar(indice, rgb) {
            this.pluma.fillStyle = `rgb(${rgb})`;
            this.pluma.fillRect((indice % ancho) * ESCALA, Math.floor(indice / ancho) * ESCALA, ESCALA, ESCALA);
        }

        avanzar(ahora) {
            const pasado = this.carril.avanzar(ahora);
            for (const indice of pasado.dibujados) {
                this.esperando.delete(indice);
                this.pintar(indice, color(indice));
            }
            // Lo que ha llegado y espera a otro, a media luz: está, pero nadie lo puede usar todavía.
            for (const indice of this.carril.esperando()) {
                if (!this.esperando.has(indice)) {
                    this.esperando.add(indice);
                    this.pintar(indice, color(indice).map((parte, i) => parte * 0.25 + [20, 40, 90][i] * 0.75));
                }
            }
            for (const { perdido, repetido } of pasado.enviados) {
                this.estelas.push({ hora: ahora, perdido, repetido, vuelve: false });
            }
            for (const { perdido } of pasado.acuses) {
                this.estelas.push({ hora: ahora, perdido, repetido: false, vuelve: true });
            }
        }

        /** Lo que va por el cable: cada punto, un paquete; arriba van los píxeles y abajo vuelven los acuses. */
        cablear(ahora, demora) {
            const { width, height } = this.cable;
            const estilo = getComputedStyle(this.nodo);
            this.trazo.clearRect(0, 0, width, height);
            this.estelas = this.estelas.filter(({ hora }) => ahora - hora <= demora);
            for (const { hora, perdido, repetido, vuelve } of this.estelas) {
                const camino = (ahora - hora) / demora;
                if (perdido && camino > 0.5) {
                    continue;
                }
                const x = (vuelve ? 1 - camino : camino) * (width - 6);
                const cual = perdido ? "--perdido" : repetido ? "--repetido" : vuelve ? "--acuse" : "--paquete";
                this.trazo.fillStyle = estilo.getPropertyValue(cual);
                const caida = perdido ? camino * 16 : 0;
                this.trazo.fillRect(x, (vuelve ? height - 10 : 4) + (vuelve ? -caida : caida), 5, 5);
            }
        }

        contar() {
            const { cuenta, receptor, ida, vuelta, manera } = this.carril;
            const filas = [
                ["Dibujados", `${numero(receptor.entregados)} de ${numero(TOTAL)}`],
                ["Enviados", `${numero(cuenta.enviados)} (${numero(cuenta.repetidos)} repetidos)`],
                ["Perdidos", manera === "udp" ? numero(ida.perdidos) : `${numero(ida.perdidos)}, y ${numero(vuelta.perdidos)} acuses`],
                ["Esperan a otro", manera === "tcp" ? numero(receptor.esperan.size) : "nunca"],
                ["En el cable", `${numero(cuenta.bytes)} B`],
                ["Tiempo", cuenta.fin === null ? "…" : segundos(cuenta.fin)],
            ];
            this.cuentas.replaceChildren(
                ...filas.map(([que, cuanto]) => crear("div", {}, crear("dt", {}, que), crear("dd", {}, cuanto))),
            );
        }

        describir() {
            const faltan = this.carril.faltan();
            const como = faltan === 0 ? "entero" : `con ${numero(faltan)} píxeles sin dibujar de ${numero(TOTAL)}`;
            this.lienzo.setAttribute("aria-label", `El gatito por ${this.titulo.textContent}, ${como}.`);
        }
    }

    /** Lo que se puede decir de lo que ha pasado, con sus cifras. */
    function moraleja(tcp, udp, { perder, desordenar }) {
        const frases = [];
        const porCien = Math.round((100 * tcp.cuenta.enviados) / TOTAL);
        if (perder > 0) {
            const esperado = Math.round(100 / (1 - perder));
            frases.push(
                `Por TCP han hecho falta ${porCien} envíos por cada 100 píxeles; perdiendo el ${Math.round(perder * 100)} %, a la larga son 100 ÷ ${(1 - perder).toFixed(2).replace(".", ",")} = ${esperado}.`,
            );
        } else if (tcp.cuenta.repetidos > 0) {
            frases.push(
                `No se ha perdido nada, y aun así TCP ha repetido ${numero(tcp.cuenta.repetidos)}: un paquete al que adelantan otros tres parece perdido.`,
            );
        } else {
            frases.push("Sin pérdidas ni desorden, los dos dibujan lo mismo, y en el mismo orden.");
        }
        if (udp.manera === "udp") {
            const faltan = udp.faltan();
            frases.push(
                faltan > 0
                    ? `UDP a secas ha acabado en ${segundos(udp.cuenta.fin)} con ${numero(faltan)} huecos, y ni quien envía ni quien recibe lo sabe si no cuenta.`
                    : "A UDP a secas no le ha faltado nada: esta vez.",
            );
        } else {
            frases.push(
                "UDP con acuses acaba entero, como TCP, pero dibuja cada píxel en cuanto llega: su sitio viaja con él. TCP retiene lo que se adelanta hasta que llega lo que falta.",
            );
        }
        if (desordenar > 0 && udp.manera === "udp") {
            frases.push("El desorden no se nota por UDP, porque cada datagrama dice dónde va.");
        }
        return frases.join(" ");
    }

    function montar(raiz) {
        const mandos = {};
        const panel = crear("fieldset", { class: "mandos" }, crear("legend", {}, "La red"));
        for (const { nombre, rotulo, unidad, min, max, paso, valor } of MANDOS) {
            const entrada = crear("input", { type: "range", id: `mando-${nombre}`, min, max, step: paso, value: valor });
            const salida = crear("output", { for: `mando-${nombre}` }, valor + unidad);
            entrada.addEventListener("input", () => {
                salida.textContent = entrada.value + unidad;
                if (nombre !== "velocidad") {
                    preparar();
                }
            });
            mandos[nombre] = entrada;
            panel.append(crear("label", { for: `mando-${nombre}` }, crear("span", {}, rotulo), entrada, salida));
        }
        const semilla = crear("input", { type: "number", id: "mando-semilla", min: 0, max: 999999, value: 7 });
        const acuses = crear("input", { type: "checkbox", id: "mando-acuses" });
        semilla.addEventListener("change", () => preparar());
        acuses.addEventListener("change", () => preparar());
        panel.append(
            crear("label", { for: "mando-semilla" }, crear("span", {}, "Semilla (con la misma se pierden los mismos)"), semilla),
            crear("label", { for: "mando-acuses", class: "casilla" }, acuses, crear("span", {}, "UDP con acuses y reenvíos, como en la lección 7")),
        );

        const marcha = crear("button", { type: "button" }, "Empezar");
        const paso = crear("button", { type: "button" }, "Un paso");
        const otraVez = crear("button", { type: "button" }, "De nuevo");
        const botones = crear("div", { class: "ordenes" }, marcha, paso, otraVez);
        const tcp = new Vista("TCP", "Los bytes llegan en orden: lo que se adelanta, espera (a media luz).");
        const udp = new Vista("UDP", "Cada datagrama dice dónde va: se dibuja en cuanto llega.");
        const carriles = crear("div", { class: "carriles" }, tcp.nodo, udp.nodo);
        const leyenda = crear("p", { class: "leyenda menor" });
        for (const [clase, texto] of [["paquete", "píxel"], ["repetido", "píxel repetido"], ["acuse", "acuse"], ["perdido", "perdido"]]) {
            leyenda.append(crear("span", { class: `muestra ${clase}`, "aria-hidden": "true" }), ` ${texto}   `);
        }
        const veredicto = crear("p", { class: "veredicto", "aria-live": "polite" });
        raiz.replaceChildren(panel, botones, carriles, leyenda, veredicto);

        let ahora = 0;
        let enMarcha = false;
        let anterior = null;
        let ajustes = {};

        function preparar() {
            const valor = (nombre) => Number(mandos[nombre].value);
            ajustes = {
                total: TOTAL,
                perder: valor("perder") / 100,
                desordenar: valor("desordenar") / 100,
                demora: valor("demora"),
                ventana: valor("ventana"),
                ritmo: 3,
                semilla: Math.max(0, Math.trunc(Number(semilla.value)) || 0),
            };
            ahora = 0;
            parar();
            udp.titulo.textContent = acuses.checked ? "UDP con acuses" : "UDP a secas";
            tcp.empezar(new Carril("tcp", ajustes));
            udp.empezar(new Carril(acuses.checked ? "udp-acuses" : "udp", ajustes));
            tcp.cablear(0, ajustes.demora);
            udp.cablear(0, ajustes.demora);
            veredicto.textContent = "";
        }

        function parar() {
            enMarcha = false;
            anterior = null;
            marcha.textContent = ahora > 0 && !acabado() ? "Seguir" : "Empezar";
        }

        const acabado = () => tcp.carril.cuenta.fin !== null && udp.carril.cuenta.fin !== null;

        /** Avanza de milisegundo en milisegundo: así da igual lo deprisa que se dibuje. */
        function avanzar(milisegundos) {
            const hasta = ahora + milisegundos;
            while (ahora < hasta && !acabado()) {
                ahora += 1;
                tcp.avanzar(ahora);
                udp.avanzar(ahora);
            }
            for (const vista of [tcp, udp]) {
                vista.cablear(ahora, ajustes.demora);
                vista.contar();
            }
            if (acabado()) {
                parar();
                tcp.describir();
                udp.describir();
                veredicto.textContent = moraleja(tcp.carril, udp.carril, ajustes);
            }
        }

        function cuadro(hora) {
            if (!enMarcha) {
                return;
            }
            // Si la página estaba escondida, no se recupera de golpe lo que no se ha visto.
            const real = anterior === null ? 16 : Math.min(hora - anterior, 100);
            anterior = hora;
            avanzar(Math.max(1, Math.round(real * Number(mandos.velocidad.value))));
            requestAnimationFrame(cuadro);
        }

        marcha.addEventListener("click", () => {
            if (enMarcha) {
                parar();
                return;
            }
            if (acabado()) {
                preparar();
            }
            enMarcha = true;
            marcha.textContent = "Pausa";
            requestAnimationFrame(cuadro);
        });
        paso.addEventListener("click", () => {
            parar();
            avanzar(10);
            parar();
        });
        otraVez.addEventListener("click", preparar);
        preparar();
    }

    const raiz = document.getElementById("juego-de-la-red");
    if (raiz) {
        montar(raiz);
    }
})();
