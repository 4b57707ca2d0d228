// «El flujo»: escribe mensajes, corta por donde quieras y mira qué devuelve cada `read`. Las reglas, en reglas-del-flujo.js.

(function () {
    "use strict";

    const { escribir, leer, aCrudo, porLineas, porMarcos } = window.Flujo;
    const MODOS = {
        crudo: "sin separar: cada lectura, un mensaje",
        lineas: "por líneas: cada mensaje acaba en \\n",
        marco: "por longitud: cuatro bytes delante",
    };
    const MAXIMO_DE_BYTES = 240;

    function crear(etiqueta, atributos = {}, ...hijos) {
        const nodo = document.createElement(etiqueta);
        for (const [nombre, valor] of Object.entries(atributos)) {
            nodo.setAttribute(nombre, valor);
        }
        nodo.append(...hijos);
        return nodo;
    }

    const hexadecimal = (byte) => byte.toString(16).padStart(2, "0");
    const cuantos = (n, uno, varios) => `${n} ${n === 1 ? uno : varios}`;

    /** Lo que se pone encima de un byte: su letra si es ASCII; de una letra de varios, la letra en el primero. */
    function letras(bytes) {
        const rotulos = bytes.map((byte) => (byte === 0x0a ? "\\n" : byte === 0x0d ? "\\r" : byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : byte === 0x20 ? "␣" : "·"));
        for (let i = 0; i < bytes.length; i += 1) {
            const largo = bytes[i] >= 0xf0 ? 4 : bytes[i] >= 0xe0 ? 3 : bytes[i] >= 0xc0 ? 2 : 1;
            const letra = largo > 1 ? window.Flujo.texto(bytes.slice(i, i + largo)) : null;
            if (letra !== null) {
                rotulos[i] = letra;
                rotulos.fill("↑", i + 1, i + largo);
            }
        }
        return rotulos;
    }

    /** Un mensaje entendido (o no), entre comillas. */
    function mensaje({ texto, bytes, sinFinal }) {
        const nodo = crear("div");
        if (texto === null) {
            nodo.append(crear("span", { class: "mal" }, "no es UTF-8: "), crear("code", {}, bytes.map(hexadecimal).join(" ")));
        } else {
            nodo.append(crear("code", {}, `«${texto.replaceAll("\n", "␊")}»`));
        }
        if (sinFinal) {
            nodo.append(" (sin su \\n: solo al cerrar se sabe que era la última)");
        }
        return nodo;
    }

    function montar(raiz) {
        const mensajes = crear("textarea", { id: "flujo-mensajes", spellcheck: "false" });
        mensajes.value = "uno\ndos\nmañana";
        const modo = crear("select", { id: "flujo-modo" });
        for (const [valor, rotulo] of Object.entries(MODOS)) {
            modo.append(crear("option", { value: valor }, rotulo));
        }
        const bufer = crear("input", { type: "number", id: "flujo-bufer", min: 1, max: 1024, value: 1024 });
        const juntos = crear("button", { type: "button" }, "Todo junto");
        const sueltos = crear("button", { type: "button" }, "Byte a byte");
        const porEnvio = crear("button", { type: "button" }, "Como se envió");
        const partir = crear("button", { type: "button" }, "Parte una letra");
        const bytesVista = crear("ol", { class: "bytes", "aria-label": "Los bytes del flujo, con un botón entre cada dos para cortar ahí" });
        const resultado = crear("div", { "aria-live": "polite" });
        raiz.replaceChildren(
            crear("label", { for: "flujo-mensajes" }, "Mensajes, uno por renglón; cada uno se envía con su propio ", crear("code", {}, "write_all")),
            mensajes,
            crear("div", { class: "fila" },
                crear("label", { for: "flujo-modo" }, "Cómo se separan", modo),
                crear("label", { for: "flujo-bufer" }, "Búfer de lectura", bufer)),
            crear("div", { class: "fila" }, "La red corta:", juntos, porEnvio, sueltos, partir),
            bytesVista,
            resultado,
        );

        let cortes = [];

        function envios() {
            const lista = mensajes.value.split("\n");
            if (lista.at(-1) === "") {
                lista.pop();
            }
            return escribir(lista, modo.value);
        }

        function fronteras() {
            let lugar = 0;
            return envios().map((envio) => (lugar += envio.length));
        }

        function dibujarBytes(bytes) {
            const rotulos = letras(bytes);
            const limites = fronteras();
            let cual = 0;
            const nodos = [];
            bytes.forEach((byte, i) => {
                while (i >= limites[cual]) {
                    cual += 1;
                }
                const celda = crear("span", { class: `byte ${cual % 2 === 0 ? "par" : "impar"}` }, crear("b", {}, rotulos[i]), hexadecimal(byte));
                const nodo = crear("li", {}, celda);
                if (i + 1 < bytes.length) {
                    const cortado = cortes.includes(i + 1);
                    const tijera = crear("button", { type: "button", class: "tijera", "aria-pressed": cortado, "aria-label": `Cortar después del byte ${i + 1}`, title: "Cortar aquí" });
                    tijera.addEventListener("click", () => {
                        cortes = cortado ? cortes.filter((lugar) => lugar !== i + 1) : [...cortes, i + 1].sort((a, b) => a - b);
                        dibujar();
                        bytesVista.querySelectorAll(".tijera")[i].focus();
                    });
                    nodo.append(tijera);
                }
                nodos.push(nodo);
            });
            bytesVista.replaceChildren(...nodos);
        }

        function interpretar(lecturas) {
            if (modo.value === "crudo") {
                return { salen: aCrudo(lecturas), final: null };
            }
            if (modo.value === "lineas") {
                const { salen, alCerrar } = porLineas(lecturas);
                return { salen, final: alCerrar.length > 0 ? mensaje(alCerrar[0]) : null };
            }
            const { salen, roto, faltan } = porMarcos(lecturas);
            const final = roto !== null
                ? crear("span", { class: "mal" }, `la longitud anunciada (${roto}) pasa del máximo: se corta sin reservar nada`)
                : faltan.length > 0 ? crear("span", { class: "mal" }, `el flujo se acaba a mitad de un marco: quedan ${cuantos(faltan.length, "byte", "bytes")} sueltos`) : null;
            return { salen, final };
        }

        function dibujar() {
            const partes = envios();
            const bytes = partes.flat();
            if (bytes.length > MAXIMO_DE_BYTES) {
                bytesVista.replaceChildren();
                resultado.replaceChildren(crear("p", { class: "mal" }, `Son ${bytes.length} bytes: para verlos de uno en uno, escribe menos (hasta ${MAXIMO_DE_BYTES}).`));
                return;
            }
            cortes = cortes.filter((lugar) => lugar < bytes.length);
            dibujarBytes(bytes);
            const cabe = Math.max(1, Math.min(1024, Math.trunc(Number(bufer.value)) || 1));
            const lecturas = leer(bytes, cortes, cabe);
            const { salen, final } = interpretar(lecturas);
            const filas = lecturas.map((trozo, i) =>
                crear("tr", {},
                    crear("td", {}, `read → ${cuantos(trozo.length, "byte", "bytes")}`),
                    crear("td", {}, crear("code", {}, trozo.map(hexadecimal).join(" "))),
                    crear("td", {}, ...(salen[i].length > 0 ? salen[i].map(mensaje) : ["(aún nada: se guarda)"]))));
            filas.push(crear("tr", {}, crear("td", {}, "read → 0"), crear("td", {}, "fin del flujo"), crear("td", {}, final ?? "")));
            const tabla = crear("table", {},
                crear("thead", {}, crear("tr", {}, ...["Lectura", "Bytes", "Lo que entiende el programa"].map((que) => crear("th", { scope: "col" }, que)))),
                crear("tbody", {}, ...filas));
            // Lo que no es texto no se ha entendido; la última línea, sin su final, sale al cerrar.
            const entendidos = salen.flat().filter((uno) => uno.texto !== null).length + (modo.value === "lineas" && final ? 1 : 0);
            const frase = `${cuantos(partes.length, "mensaje enviado", "mensajes enviados")}, ${cuantos(lecturas.length, "lectura", "lecturas")} con datos, ${cuantos(entendidos, "mensaje entendido", "mensajes entendidos")}.`;
            resultado.replaceChildren(crear("p", { class: "veredicto" }, frase), crear("div", { class: "marco-de-tabla", tabindex: 0, role: "group", "aria-label": "Lo que devuelve cada lectura" }, tabla));
        }

        const cortar = (elegir) => () => {
            cortes = elegir();
            dibujar();
        };
        const total = () => envios().flat().length;
        juntos.addEventListener("click", cortar(() => []));
        sueltos.addEventListener("click", cortar(() => Array.from({ length: Math.max(0, total() - 1) }, (_, i) => i + 1)));
        porEnvio.addEventListener("click", cortar(() => fronteras().slice(0, -1)));
        partir.addEventListener("click", cortar(() => {
            // Justo después del primer byte de la primera letra que tenga más de uno.
            const lugar = envios().flat().findIndex((byte) => byte >= 0xc0);
            return lugar >= 0 ? [lugar + 1] : [];
        }));
        for (const mando of [mensajes, bufer]) {
            mando.addEventListener("input", dibujar);
        }
        modo.addEventListener("change", () => {
            cortes = [];
            dibujar();
        });
        cortes = [];
        dibujar();
    }

    const raiz = document.getElementById("juego-del-flujo");
    if (raiz) {
        montar(raiz);
    }
})();
